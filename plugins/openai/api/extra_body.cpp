// SPDX-License-Identifier: Apache-2.0
#include "openai/api/extra_body.hpp"

#include <algorithm>

#include "openai/json/bounded_json.hpp"
#include "openai/json/json_writer.hpp"

namespace yak::openai {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;

}  // namespace

bool ExtraBody::names(std::string_view key) const noexcept {
  return std::ranges::find(keys, key) != keys.end();
}

result<ExtraBody> parse_extra_body(std::string_view json) {
  JsonDocument document;
  const result<const boost::json::value*> parsed = document.parse(json, kMaxBytes);
  if (!parsed) return error(ErrorKind::invalid, "extra_body: " + parsed.error().message);
  const boost::json::object* object = (*parsed)->if_object();
  if (object == nullptr) return error(ErrorKind::invalid, "extra_body must be a map of fields");
  ExtraBody extra;
  for (const auto& [key, value] : *object) {
    if (key == "model" || key == "messages") {
      return error(ErrorKind::invalid, "extra_body cannot set `" + std::string(key) +
                                           "`: Yak sets it for each message");
    }
    extra.keys.emplace_back(key);
    if (value.is_null()) continue;
    extra.fragment.push_back(',');
    append_json_string(extra.fragment, extra.keys.back());
    extra.fragment.push_back(':');
    extra.fragment += boost::json::serialize(value);
  }
  return extra;
}

}  // namespace yak::openai
