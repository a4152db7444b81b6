// SPDX-License-Identifier: Apache-2.0
// Parsing a webhook's form: fields, a message, a status report. Only the holder of the auth token
// can send the form, but any person with a telephone can choose its contents.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "twilio_whatsapp/inbound/inbound.hpp"
#include "twilio_whatsapp/inbound/status_callback.hpp"
#include "yak/text/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto form = yak::parse_form(body, 256);
  if (!form) return 0;

  // Writing the parsed form and parsing it again gives the same form.
  const auto again = yak::parse_form(yak::write_form(*form), 256);
  if (!again || *again != *form) std::abort();

  const std::string text = yak::twilio::readable_text(*form);
  if (yak::repair_utf8(text) != text) std::abort();
  if (yak::twilio::read_attachments(*form).size() > yak::twilio::kMaxMedia) std::abort();

  const yak::twilio::InboundRules rules{"whatsapp", "AC1"};
  const auto message = yak::twilio::parse_inbound(rules, *form, body, yak::WallTime{});
  if (message && (message->peer.empty() || message->external_id.empty())) std::abort();
  if (message && message->payload != body) std::abort();

  const auto report = yak::twilio::parse_status("whatsapp", body, *form);
  if (report && (report->receipt.empty() || report->delivery < 0)) std::abort();
  return 0;
}
