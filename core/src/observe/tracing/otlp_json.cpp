// SPDX-License-Identifier: Apache-2.0
#include "observe/tracing/otlp_json.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "yak/text/encoding.hpp"
#include "yak/text/json_depth.hpp"

namespace yak::observe {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kStatusError = 2;

Json text_value(std::string_view text) { return Json{{"stringValue", text}}; }

Json value_of(const SpanAttribute::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text_value(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return Json{{"intValue", std::to_string(*number)}};
  }
  Json values = Json::array();
  for (const std::string& text : std::get<std::vector<std::string>>(value)) {
    values.push_back(text_value(text));
  }
  return Json{{"arrayValue", Json{{"values", std::move(values)}}}};
}

Json attribute(std::string_view key, Json value) {
  return Json{{"key", key}, {"value", std::move(value)}};
}

Json span_as_json(const Span& span) {
  Json json{{"traceId", hex(span.trace)}, {"spanId", hex(span.id)}};
  if (span.parent) json["parentSpanId"] = hex(*span.parent);
  json["name"] = span.name;
  json["kind"] = static_cast<int>(span.kind);
  json["startTimeUnixNano"] = std::to_string(span.begin_ns);
  json["endTimeUnixNano"] = std::to_string(span.end_ns);
  json["attributes"] = Json::array();
  for (const SpanAttribute& given : span.attributes) {
    json["attributes"].push_back(attribute(given.key, value_of(given.value)));
  }
  if (span.failed) json["status"] = Json{{"code", kStatusError}, {"message", span.failure}};
  return json;
}

std::int64_t number_of(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  std::int64_t number = 0;
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

}  // namespace

std::string otlp_json(std::span<const std::vector<Span>> traces, std::string_view version) {
  Json spans = Json::array();
  for (const std::vector<Span>& trace : traces) {
    for (const Span& span : trace) spans.push_back(span_as_json(span));
  }
  const Json scope{{"name", "yak"}, {"version", version}};
  const Json resource{
      {"attributes", Json::array({attribute("service.name", text_value("yak")),
                                  attribute("service.version", text_value(version))})}};
  Json scope_spans = Json::array({Json{{"scope", scope}, {"spans", std::move(spans)}}});
  const Json request{
      {"resourceSpans",
       Json::array({Json{{"resource", resource}, {"scopeSpans", std::move(scope_spans)}}})}};
  return request.dump(-1, ' ', false, Json::error_handler_t::replace);
}

PartialSuccess partial_success(std::string_view body) {
  PartialSuccess partial;
  const Json json = parse_untrusted<Json>(body);
  if (!json.is_object() || !json.contains("partialSuccess")) return partial;
  const Json& told = json["partialSuccess"];
  if (!told.is_object()) return partial;
  if (told.contains("rejectedSpans")) partial.rejected = number_of(told["rejectedSpans"]);
  if (told.contains("errorMessage") && told["errorMessage"].is_string()) {
    partial.message = told["errorMessage"].get<std::string>();
  }
  return partial;
}

}  // namespace yak::observe
