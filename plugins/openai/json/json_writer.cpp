// SPDX-License-Identifier: Apache-2.0
#include "openai/json/json_writer.hpp"

#include <cstddef>
#include <cstdint>

#include "openai/json/json_plain.hpp"
#include "openai/json/utf8_text.hpp"

namespace yak::openai {
namespace {

void append_escape(std::string& out, char c) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"': out.append("\\\""); return;
    case '\\': out.append("\\\\"); return;
    case '\n': out.append("\\n"); return;
    case '\r': out.append("\\r"); return;
    case '\t': out.append("\\t"); return;
    default: break;
  }
  const auto byte = static_cast<std::uint8_t>(c);
  out.append("\\u00");
  out.push_back(kDigits[byte >> 4U]);
  out.push_back(kDigits[byte & 15U]);
}

void append_escaped(std::string& out, std::string_view text) {
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char* stop = plain_end(at, end);
    out.append(at, static_cast<std::size_t>(stop - at));
    if (stop == end) return;
    append_escape(out, *stop);
    at = stop + 1;
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  if (is_well_formed(text)) {
    append_escaped(out, text);
  } else {
    std::string mended;
    append_well_formed(mended, text);
    append_escaped(out, mended);
  }
  out.push_back('"');
}

}  // namespace yak::openai
