// SPDX-License-Identifier: Apache-2.0
// Pages of Twilio's message list and lists of files, which come from Twilio, with contents by any
// person with a telephone. The input is used as a page, and line by line as the members of one
// item.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "twilio_whatsapp/outbound/listed_inbound.hpp"
#include "twilio_whatsapp/outbound/sent_match.hpp"

namespace {

using yak::twilio::ListedMessage;

yak::HttpResponse answer(std::string body) {
  yak::HttpResponse response;
  response.status = 200;
  response.body = std::move(body);
  return response;
}

std::string page_of_one(std::string_view text) {
  constexpr std::array kMembers{"direction", "sid",       "from",          "to",  "account_sid",
                                "num_media", "date_sent", "next_page_uri", "body"};
  nlohmann::json item{{"sid", "SM1"},
                      {"direction", "inbound"},
                      {"date_created", "Mon, 05 Jan 2026 09:00:00 +0000"}};
  for (const char* member : kMembers) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) item[member] = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const nlohmann::json page{{"messages", {item}},
                            {"next_page_uri", item.value("next_page_uri", "")}};
  return page.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void check(const ListedMessage& listed) {
  const bool replied = listed.direction == "outbound-reply";
  const auto media = static_cast<std::size_t>(listed.num_media);
  if (!replied && !yak::twilio::says(listed, listed.body, media)) std::abort();
  const yak::twilio::InboundRules rules{"whatsapp", "AC1"};
  const auto message = yak::twilio::message_of(rules, listed, {});
  if (!message) return;
  if (message->peer.empty() || message->external_id != listed.sid) std::abort();
  if (message->raw_text != listed.body || message->received_at != listed.sent_at) std::abort();
}

void check(const yak::HttpResponse& response) {
  const auto page = yak::twilio::read_page(response);
  if (!page) return;
  // The next page's request contains our credentials, so it must be relative to api_url.
  const std::string& next = page->next;
  if (!next.empty() && (next[0] != '/' || next.starts_with("//"))) std::abort();
  if (next.find_first_of(" \r\n\\") != std::string::npos) std::abort();
  for (const ListedMessage& listed : page->messages) check(listed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const yak::HttpResponse response = answer(text);
  check(response);
  check(answer(page_of_one(text)));
  const auto files = yak::twilio::read_media_list(response);
  if (!files) return 0;
  for (const yak::twilio::ListedMedia& file : *files) {
    if (file.sid.empty()) std::abort();
  }
  return 0;
}
