// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "yak/http.hpp"

/// Functions shared by the endpoints of the admin API. Pure.
namespace yak::admin {

using Json = nlohmann::ordered_json;

ServerResponse json_response(int status, const Json& body);
/// `{"error": message}`.
ServerResponse json_error(int status, const std::string& message);

/// The value of `name` in a query string; empty if there is none.
std::string query_value(std::string_view query, std::string_view name);

}  // namespace yak::admin
