// SPDX-License-Identifier: Apache-2.0
#include "openai/api/model_list.hpp"

#include <algorithm>

#include "openai/json/bounded_json.hpp"
#include "yak/text/utf8.hpp"

namespace yak::openai {
namespace json = boost::json;
namespace {

constexpr std::size_t kMaxIdBytes = 256;

const json::array* list_in(const json::value& body) {
  if (const json::array* bare = body.if_array()) return bare;
  const json::value* data = member(body, "data");
  return data == nullptr ? nullptr : data->if_array();
}

}  // namespace

result<std::vector<Model>> read_models(std::string_view body) {
  JsonDocument document;
  const auto parsed = document.parse(body, kMaxModelsBody);
  if (!parsed) {
    return error(parsed.error().kind, "sent an invalid list of models: " + parsed.error().message);
  }
  const json::array* list = list_in(**parsed);
  if (list == nullptr) return error(ErrorKind::protocol, "sent no list of models");
  std::vector<std::string> ids;
  for (const json::value& entry : *list) {
    const std::string_view id = text_member(entry, "id").value_or("");
    if (id.empty() || id.size() > kMaxIdBytes || !is_utf8(id)) continue;
    ids.emplace_back(id);
    if (ids.size() == kMaxModels) break;
  }
  std::ranges::sort(ids);
  const auto doubles = std::ranges::unique(ids);
  ids.erase(doubles.begin(), doubles.end());
  std::vector<Model> models;
  models.reserve(ids.size());
  for (std::string& id : ids) models.emplace_back(std::move(id));
  return models;
}

}  // namespace yak::openai
