// SPDX-License-Identifier: Apache-2.0
#include "openai/errors/upstream_error.hpp"

#include "openai/json/bounded_json.hpp"

namespace yak::openai {
namespace json = boost::json;
namespace {

constexpr int kFirstStatus = 300;
constexpr int kLastStatus = 599;

std::string text_or_empty(const json::value& value, std::string_view key) {
  return std::string(text_member(value, key).value_or(""));
}

void read_code(UpstreamError& found, const json::value& object, std::string_view key) {
  if (const auto text = text_member(object, key)) {
    // Some gateways send the status as a string.
    if (text->size() == 3 && text->find_first_not_of("0123456789") == std::string_view::npos) {
      found.status = std::stoi(std::string(*text));
    } else {
      found.code = *text;
    }
  } else if (const auto number = count_member(object, key)) {
    if (*number >= kFirstStatus && *number <= kLastStatus) found.status = static_cast<int>(*number);
  }
}

UpstreamError read_object(const json::value& object) {
  UpstreamError found;
  found.message = text_or_empty(object, "message");
  found.type = text_or_empty(object, "type");
  read_code(found, object, "code");
  // Gemini's codes are numbers; the symbolic code is in `status`.
  if (found.code.empty()) found.code = text_or_empty(object, "status");
  return found;
}

std::optional<UpstreamError> read_detail(const json::value& detail) {
  UpstreamError found;
  if (detail.is_string()) {
    found.message = std::string(detail.get_string());
    return found;
  }
  const json::array* list = detail.if_array();
  if (list == nullptr || list->empty()) return std::nullopt;
  found.message = text_or_empty(list->front(), "msg");
  return found;
}

}  // namespace

std::optional<UpstreamError> find_upstream_error(const json::value& body) {
  if (const json::array* list = body.if_array()) {
    if (list->size() != 1 || !list->front().is_object()) return std::nullopt;
    const json::value* inner = member(list->front(), "error");
    if (inner == nullptr || !inner->is_object()) return std::nullopt;
    return read_object(*inner);
  }
  if (const json::value* inner = member(body, "error")) {
    if (inner->is_object()) return read_object(*inner);
    UpstreamError found;
    if (inner->is_string()) found.message = std::string(inner->get_string());
    return found;
  }
  if (text_member(body, "object") == "error") return read_object(body);
  if (const json::value* detail = member(body, "detail")) return read_detail(*detail);
  if (member(body, "statusCode") != nullptr) {
    UpstreamError found;
    found.message = text_or_empty(body, "message");
    read_code(found, body, "statusCode");
    return found;
  }
  return std::nullopt;
}

}  // namespace yak::openai
