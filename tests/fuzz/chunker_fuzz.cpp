// SPDX-License-Identifier: Apache-2.0
// Splitting any text gives parts below the limit, valid UTF-8 and balanced code fences, and loses
// only white space and fence marks.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "twilio_whatsapp/text/chunker.hpp"
#include "twilio_whatsapp/text/utf16.hpp"
#include "yak/text/utf8.hpp"

namespace {

std::string without_blanks_and_ticks(std::string_view text) {
  std::string bare;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r' && c != '`') bare.push_back(c);
  }
  return bare;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  yak::twilio::ChunkOptions options;
  options.limit = yak::twilio::kSmallestTextLimit + data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);

  std::string rest;
  for (const std::string& part : yak::twilio::split_text(text, options)) {
    if (part.empty() || yak::twilio::utf16_length(part) >= options.limit) std::abort();
    if (yak::repair_utf8(part) != part) std::abort();
    rest += without_blanks_and_ticks(part);
  }
  if (rest != without_blanks_and_ticks(yak::repair_utf8(text))) std::abort();

  options.number_parts = true;
  for (const std::string& part : yak::twilio::split_text(text, options)) {
    if (yak::twilio::utf16_length(part) >= options.limit) std::abort();
  }
  return 0;
}
