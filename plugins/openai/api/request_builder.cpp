// SPDX-License-Identifier: Apache-2.0
#include "openai/api/request_builder.hpp"

#include <fmt/format.h>

#include <cmath>

#include "openai/api/model_family.hpp"
#include "openai/json/json_writer.hpp"
#include "yak/text/utf8.hpp"

namespace yak::openai {
namespace {

std::size_t estimated_size(const CompletionRequest& request) {
  std::size_t size = 256 + request.model.size();
  for (const ChatLine& line : request.lines) size += line.text.size() + line.text.size() / 8 + 40;
  return size;
}

}  // namespace

RequestBuilder::RequestBuilder(RequestStyle style)
    : style_(std::move(style)), quirks_(quirks_of(style_.flavor)) {
  if (is_ours("stream")) tail_ += style_.stream ? R"(,"stream":true)" : R"(,"stream":false)";
  if (style_.stream && quirks_.stream_usage && is_ours("stream_options")) {
    tail_ += R"(,"stream_options":{"include_usage":true})";
  }
  tail_ += style_.extra.fragment;
  tail_ += '}';
}

bool RequestBuilder::is_ours(std::string_view key) const noexcept {
  return !style_.extra.names(key);
}

std::string_view RequestBuilder::role_name(Role role, bool reasoning) const noexcept {
  if (role == Role::user) return "user";
  if (role == Role::assistant) return "assistant";
  switch (style_.system_role) {
    case SystemRole::system: return "system";
    case SystemRole::developer: return "developer";
    case SystemRole::user: return "user";
    case SystemRole::automatic: break;
  }
  return reasoning && quirks_.developer_role ? "developer" : "system";
}

void RequestBuilder::append_messages(std::string& out, const CompletionRequest& request,
                                     bool reasoning) const {
  out += R"(,"messages":[)";
  bool first = true;
  for (const ChatLine& line : request.lines) {
    if (line.text.empty()) continue;
    out += first ? R"({"role":")" : R"(,{"role":")";
    out += role_name(line.role, reasoning);
    out += R"(","content":)";
    append_json_string(out, line.text);
    out += '}';
    first = false;
  }
  out += ']';
}

void RequestBuilder::append_limits(std::string& out, const CompletionRequest& request,
                                   bool reasoning) const {
  // Sending both names is an error, so either of them in extra_body suppresses ours.
  if (request.max_tokens && is_ours("max_tokens") && is_ours("max_completion_tokens")) {
    const bool modern = quirks_.token_field == TokenField::max_completion_tokens ||
                        (quirks_.token_field == TokenField::by_model && reasoning);
    out += fmt::format(R"(,"{}":{})", modern ? "max_completion_tokens" : "max_tokens",
                       *request.max_tokens);
  }
  if (request.temperature && std::isfinite(*request.temperature) && !reasoning &&
      is_ours("temperature")) {
    out += fmt::format(R"(,"temperature":{})", *request.temperature);
  }
}

std::string RequestBuilder::build(const CompletionRequest& request) const {
  const bool reasoning =
      style_.reasoning == Reasoning::always ||
      (style_.reasoning == Reasoning::automatic && is_reasoning_model(request.model));
  std::string out;
  out.reserve(estimated_size(request) + tail_.size());
  out += R"({"model":)";
  append_json_string(out, request.model);
  append_messages(out, request, reasoning);
  append_limits(out, request, reasoning);
  if (quirks_.safety_identifier && !request.user.empty() && is_ours("safety_identifier")) {
    out += R"(,"safety_identifier":)";
    append_json_string(out, clip_utf8(request.user, kMaxIdentifierBytes));
  }
  out += tail_;
  return out;
}

}  // namespace yak::openai
