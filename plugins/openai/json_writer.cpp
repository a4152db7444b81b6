#include "openai/json_writer.hpp"

#include <array>
#include <cstdint>

#include "openai/utf8_text.hpp"

namespace yak::openai {
namespace {

constexpr std::array<bool, 256> kNeedsEscape = [] {
  std::array<bool, 256> table{};
  for (std::size_t control = 0; control < 0x20; ++control) table.at(control) = true;
  table.at('"') = true;
  table.at('\\') = true;
  return table;
}();

bool needs_escape(char c) noexcept { return kNeedsEscape[static_cast<std::uint8_t>(c)]; }

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
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out.append(text.substr(begin, i - begin));
    append_escape(out, text[i]);
    begin = i + 1;
  }
  out.append(text.substr(begin));
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
