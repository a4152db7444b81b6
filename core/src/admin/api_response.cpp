// SPDX-License-Identifier: Apache-2.0
#include "admin/api_response.hpp"

namespace yak::admin {

ServerResponse json_response(int status, const Json& body) {
  return {status, "application/json", body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

ServerResponse json_error(int status, const std::string& message) {
  return json_response(status, Json{{"error", message}});
}

std::string query_value(std::string_view query, std::string_view name) {
  const auto form = parse_form(query, 16);
  if (!form) return {};
  for (const auto& [key, value] : *form) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace yak::admin
