// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/attachments.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace yak::sqlite {
namespace {

using Json = nlohmann::json;

std::string field(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::optional<std::string> to_json(const std::vector<Attachment>& attachments) {
  if (attachments.empty()) return std::nullopt;
  Json list = Json::array();
  for (const Attachment& attachment : attachments) {
    Json object = Json::object();
    object["url"] = attachment.url;
    object["type"] = attachment.content_type;
    object["name"] = attachment.name;
    list.push_back(std::move(object));
  }
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Attachment> attachments_from_json(std::string_view text) {
  std::vector<Attachment> attachments;
  const Json list = Json::parse(text, nullptr, false);
  if (!list.is_array()) return attachments;
  for (const Json& object : list) {
    if (!object.is_object()) continue;
    attachments.push_back(
        Attachment{field(object, "url"), field(object, "type"), field(object, "name")});
  }
  return attachments;
}

}  // namespace yak::sqlite
