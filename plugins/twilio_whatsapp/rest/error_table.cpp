// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/rest/error_table.hpp"

#include <algorithm>
#include <array>

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;
using enum ErrorClass;

// Sorted by code. The classes follow Twilio's error dictionary, as it applies to WhatsApp senders.
constexpr auto kErrors = std::to_array<ErrorEntry>({
    {10001, pause_sender, 5min, "the Twilio account is not active: see the console's billing page"},
    {11751, media, 0s, "the media file exceeds the channel's size limit"},
    {14107, loop_guard, 30s,
     "more than 15 quick replies to one person: Twilio suspects two bots talking to each other"},
    {14109, request, 0s, "more than 10 replies to one message"},
    {20003, pause_sender, 60s,
     "Twilio refused the credentials: check account_sid and auth_token (or the API key)"},
    {20005, pause_sender, 5min, "the Twilio account is suspended or closed: see the console"},
    {20429, retry, 0s, "too many requests to Twilio at once"},
    {20500, retry, 0s, "Twilio had an internal error"},
    {20503, retry, 0s, "Twilio was unavailable"},
    {21211, recipient, 0s, "the recipient's number is not valid"},
    {21408, configuration, 0s,
     "the account may not send to this country: enable it under Messaging > Geo permissions"},
    {21602, request, 0s, "the message has neither text nor media"},
    {21603, request, 0s, "the message has no sender: set `from` or `messaging_service_sid`"},
    {21606, configuration, 0s,
     "`from` is not a sender of this account: check TWILIO_WHATSAPP_NUMBER against the console"},
    {21608, configuration, 0s,
     "a trial account sends only to verified numbers: verify this number in the console or "
     "upgrade"},
    {21609, configuration, 0s,
     "Twilio does not accept the status callback's URL: check server.public_url or status_url"},
    {21610, recipient, 0s, "this person has opted out (STOP): they must send START first"},
    {21611, retry, 60s, "the sender's queue is full"},
    {21617, too_long, 0s, "the text exceeds 1600 characters"},
    {21619, request, 0s, "the message has neither text nor media nor a template"},
    {21620, media, 0s, "the media URL is not valid"},
    {21623, media, 0s, "too many media files in one message"},
    {21654, request, 0s, "the content template does not exist"},
    {21655, request, 0s, "the content template's id is not valid"},
    {21656, request, 0s, "the content template's variables are not valid"},
    {21658, too_long, 0s, "the text exceeds the length that its template or channel allows"},
    {30001, retry, 60s, "the sender's queue overflowed"},
    {63003, recipient, 0s, "the recipient has no WhatsApp account, or the number is wrong"},
    {63005, request, 0s, "WhatsApp did not accept the message's content"},
    {63007, configuration, 0s,
     "`from` is not a WhatsApp sender of this account: use the sandbox number or register the "
     "number"},
    {63008, configuration, 0s, "the WhatsApp sender is misconfigured: check it in the console"},
    {63009, retry, 0s, "WhatsApp answered with an error"},
    {63010, retry, 0s, "WhatsApp had an internal error"},
    {63012, retry, 0s, "WhatsApp was unavailable"},
    {63013, request, 0s, "the message breaks WhatsApp's policy"},
    {63014, recipient, 0s, "this person has blocked the sender or opted out"},
    {63015, recipient, 0s,
     "this number has not joined the sandbox, or its 72 hours are over: send 'join …' again"},
    {63016, window, 0s,
     "more than 24 hours since this person last wrote: send an approved template, or wait until "
     "they write again"},
    {63017, pause_sender, 5s, "more messages a second than WhatsApp allows"},
    {63018, pause_sender, 10s,
     "the sender is over its rate: raise `send_interval` or ask Twilio for more throughput"},
    {63019, media, 0s, "WhatsApp could not download the media file: its URL must be public"},
    {63021, request, 0s, "WhatsApp found the message's content invalid"},
    {63024, recipient, 0s, "WhatsApp cannot deliver to this recipient"},
    {63027, request, 0s, "the template does not exist in this language"},
    {63028, request, 0s, "the number of template parameters is wrong"},
    {63030, request, 0s, "a template parameter is not supported"},
    {63031, recipient, 0s, "sender and recipient are the same number"},
    {63032, recipient, 0s, "WhatsApp limits messages to this person for now"},
    {63034, media, 0s, "the media file's type is not what its URL promised, or not supported"},
    {63037, retry, 0s, "WhatsApp asks to try later"},
    {63038, pause_sender, 1h,
     "the account's daily message limit is reached: upgrade or wait a day"},
    {63051, pause_sender, 15min, "WhatsApp has locked the sender: see WhatsApp Manager"},
});

static_assert(std::ranges::is_sorted(kErrors, {}, &ErrorEntry::code));

}  // namespace

std::string_view to_string(ErrorClass kind) noexcept {
  switch (kind) {
    case retry: return "retry";
    case pause_sender: return "pause_sender";
    case recipient: return "recipient";
    case window: return "window";
    case request: return "request";
    case too_long: return "too_long";
    case media: return "media";
    case configuration: return "configuration";
    case loop_guard: return "loop_guard";
  }
  return "request";
}

const ErrorEntry* find_error(int code) noexcept {
  const auto* found = std::ranges::lower_bound(kErrors, code, {}, &ErrorEntry::code);
  return found != kErrors.end() && found->code == code ? found : nullptr;
}

std::string describe_error(int code, std::string_view fallback) {
  std::string words = "Twilio " + std::to_string(code) + ": ";
  if (const ErrorEntry* entry = find_error(code)) return words.append(entry->words);
  if (!fallback.empty()) return words.append(fallback);
  return words + "see https://www.twilio.com/docs/api/errors/" + std::to_string(code);
}

}  // namespace yak::twilio
