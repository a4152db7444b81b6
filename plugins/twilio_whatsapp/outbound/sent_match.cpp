// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/sent_match.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "twilio_whatsapp/address.hpp"
#include "twilio_whatsapp/inbound/twiml.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;

// Twilio's clock differs from ours, by less than this if ours is synchronised. An earlier message
// with the same text that falls within the tolerance is the receipt of another delivery.
constexpr auto kClockTolerance = 5s;

constexpr std::string_view kReply = "outbound-reply";

bool is_by_us(const Options& options, const Delivery& delivery, const ListedMessage& message) {
  if (options.messaging_service_sid.empty()) return true;  // the list was filtered by sender
  return message.messaging_service_sid == options.messaging_service_sid ||
         bare_address(message.from) == bare_address(delivery.from);
}

std::string comparable(std::string_view text) {
  static constexpr std::string_view kBlank = " \t\r\n";
  const std::string kept = xml_text(text);
  const std::size_t begin = kept.find_first_not_of(kBlank);
  if (begin == std::string::npos) return {};
  return kept.substr(begin, kept.find_last_not_of(kBlank) - begin + 1);
}

}  // namespace

void keep_candidates(const Options& options, const Delivery& delivery,
                     std::vector<ListedMessage> page, std::vector<ListedMessage>& candidates) {
  const WallTime earliest =
      std::chrono::floor<std::chrono::seconds>(delivery.created_at) - kClockTolerance;
  for (ListedMessage& message : page) {
    const bool went_out = message.direction == "outbound-api" || message.direction == kReply;
    if (!went_out || message.created_at < earliest) continue;
    if (is_by_us(options, delivery, message)) candidates.push_back(std::move(message));
  }
}

bool says(const ListedMessage& message, std::string_view text, std::size_t media) {
  // An answer to a webhook contains one file, however many the delivery has.
  const std::size_t expected =
      message.direction == kReply ? std::min<std::size_t>(media, 1) : media;
  return static_cast<std::size_t>(message.num_media) == expected &&
         comparable(message.body) == comparable(text);
}

}  // namespace yak::twilio
