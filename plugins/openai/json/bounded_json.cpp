// SPDX-License-Identifier: Apache-2.0
#include "openai/json/bounded_json.hpp"

#include <charconv>

#include "yak/text/json_depth.hpp"

namespace yak::openai {
namespace json = boost::json;
namespace {

/// The code of the `\uXXXX` at the beginning of `text`; empty when there is none.
std::optional<std::uint32_t> escape_at(std::string_view text) noexcept {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  std::uint32_t code = 0;
  const char* end = text.data() + 6;
  const auto [stopped, problem] = std::from_chars(text.data() + 2, end, code, 16);
  if (problem != std::errc() || stopped != end) return std::nullopt;
  return code;
}

bool has_surrogate_escape(std::string_view text) noexcept {
  return text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
}

bool is_high(std::uint32_t code) noexcept { return code >= 0xD800 && code <= 0xDBFF; }
bool is_low(std::uint32_t code) noexcept { return code >= 0xDC00 && code <= 0xDFFF; }

void append_wtf8(std::string& out, std::uint32_t surrogate) {
  out.push_back(static_cast<char>(0xE0U | (surrogate >> 12U)));
  out.push_back(static_cast<char>(0x80U | ((surrogate >> 6U) & 0x3FU)));
  out.push_back(static_cast<char>(0x80U | (surrogate & 0x3FU)));
}

}  // namespace

std::string mend_surrogates(std::string_view json) {
  std::string mended;
  mended.reserve(json.size());
  while (!json.empty()) {
    if (json.front() != '\\') {
      const std::size_t run = std::min(json.find('\\'), json.size());
      mended.append(json.substr(0, run));
      json.remove_prefix(run);
      continue;
    }
    const std::optional<std::uint32_t> code = escape_at(json);
    std::size_t taken = code ? 6 : std::min<std::size_t>(2, json.size());
    if (code && is_high(*code) && is_low(escape_at(json.substr(6)).value_or(0))) {
      taken = 12;
    } else if (code && (is_high(*code) || is_low(*code))) {
      append_wtf8(mended, *code);
      json.remove_prefix(taken);
      continue;
    }
    mended.append(json.substr(0, taken));
    json.remove_prefix(taken);
  }
  return mended;
}

json::error_code JsonDocument::read(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  options.allow_invalid_utf8 = true;
  root_.reset();
  arena_.release();
  json::error_code problem;
  root_.emplace(json::parse(text, problem, &arena_, options));
  return problem;
}

result<const json::value*> JsonDocument::parse(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) {
    return error(ErrorKind::too_large,
                 "JSON text is larger than " + std::to_string(max_bytes) + " bytes");
  }
  json::error_code problem = read(text);
  if (problem && has_surrogate_escape(text)) {
    const std::string mended = mend_surrogates(text);
    problem = read(mended);
  }
  if (problem == json::error::too_deep) {
    return error(ErrorKind::protocol,
                 "JSON nests deeper than " + std::to_string(kMaxJsonDepth) + " levels");
  }
  if (problem) return error(ErrorKind::protocol, "not JSON: " + problem.message());
  return &*root_;
}

const json::value* member(const json::value& value, std::string_view key) noexcept {
  const json::object* object = value.if_object();
  if (object == nullptr) return nullptr;
  // Faster than if_contains: the objects are small, and most keys differ in length.
  for (const json::key_value_pair& pair : *object) {
    if (pair.key() == json::string_view(key.data(), key.size())) {
      return pair.value().is_null() ? nullptr : &pair.value();
    }
  }
  return nullptr;
}

std::optional<std::string_view> text_member(const json::value& value,
                                            std::string_view key) noexcept {
  const json::value* found = member(value, key);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  const json::string& text = found->get_string();
  return std::string_view(text.data(), text.size());
}

std::optional<std::int64_t> count_member(const json::value& value, std::string_view key) noexcept {
  const json::value* found = member(value, key);
  if (found == nullptr || !found->is_int64() || found->get_int64() < 0) return std::nullopt;
  return found->get_int64();
}

}  // namespace yak::openai
