// SPDX-License-Identifier: Apache-2.0
#include "openai/errors/error_response.hpp"

#include <algorithm>
#include <array>

#include "openai/errors/error_kind.hpp"
#include "openai/errors/retry_headers.hpp"
#include "openai/json/bounded_json.hpp"

namespace yak::openai {
namespace {

constexpr std::size_t kMaxErrorBody = std::size_t{256} << 10U;

std::string_view between(std::string_view text, std::string_view open, std::string_view close) {
  const std::size_t begin = text.find(open);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + open.size());
  return text.substr(0, std::min(text.find(close), text.size()));
}

/// The readable part of a body that is not JSON: a page's title, the text itself if it is short and
/// plain, or nothing.
std::string_view sentences_of(std::string_view body) {
  const std::string_view title = between(body, "<title>", "</title>");
  if (!title.empty()) return title;
  if (body.find('<') != std::string_view::npos || body.size() > Redactor::kMaxBytes) return {};
  return body;
}

UpstreamError read_body(std::string_view body) {
  JsonDocument document;
  const result<const boost::json::value*> parsed = document.parse(body, kMaxErrorBody);
  if (parsed) return find_upstream_error(**parsed).value_or(UpstreamError());
  UpstreamError found;
  found.message = sentences_of(body);
  return found;
}

error make_error(ErrorKind kind, std::string sentence, std::string_view hint,
                 std::string_view request_id) {
  if (!hint.empty()) sentence.append("; ").append(hint);
  if (!request_id.empty()) sentence.append(" (request ").append(request_id).append(")");
  error failure(kind, std::move(sentence));
  // The official SDKs retry a 409 (lock timeout), too.
  if (kind == ErrorKind::conflict) failure.retryable = true;
  return failure;
}

}  // namespace

ErrorKind of_answer(ErrorKind kind) noexcept {
  return kind == ErrorKind::too_large ? ErrorKind::protocol : kind;
}

std::string request_id_of(const HttpResponse& response) {
  static constexpr std::array<std::string_view, 4> kNames{"x-request-id", "apim-request-id",
                                                          "request-id", "cf-ray"};
  for (const std::string_view name : kNames) {
    const std::string_view value = response.header(name);
    if (!value.empty()) return Redactor().clean(value);
  }
  return {};
}

std::string ErrorReader::advice(ErrorKind kind) const {
  switch (kind) {
    case ErrorKind::unauthenticated: return "check " + key_name_;
    case ErrorKind::quota: return "add credit or raise the spending limit";
    case ErrorKind::not_found: return "check the model's name and base_url";
    case ErrorKind::protocol: return "check base_url";
    default: return {};
  }
}

error ErrorReader::from_response(const HttpResponse& response, WallTime now) const {
  const UpstreamError upstream = read_body(response.body);
  const ErrorKind kind = error_kind(response.status, upstream);
  std::string sentence = label_ + " answered " + std::to_string(response.status);
  const std::string& word = upstream.code.empty() ? upstream.type : upstream.code;
  if (!word.empty()) sentence += " " + redactor_.clean(word);
  if (!upstream.message.empty()) sentence += ": " + redactor_.clean(upstream.message);
  error failure = make_error(kind, std::move(sentence), advice(kind), request_id_of(response));
  failure.retryable = should_retry(response).value_or(failure.retryable);
  if (kind == ErrorKind::quota) failure.retryable = false;
  failure.retry_after = retry_after(response, now);
  return failure;
}

error ErrorReader::from_upstream(const UpstreamError& upstream, std::string_view request_id) const {
  const ErrorKind kind = error_kind(upstream.status.value_or(0), upstream);
  std::string sentence = label_ + " reported";
  if (upstream.status) sentence += " " + std::to_string(*upstream.status);
  const std::string& word = upstream.code.empty() ? upstream.type : upstream.code;
  if (!word.empty()) sentence += " " + redactor_.clean(word);
  if (!upstream.status && word.empty()) sentence += " an error";
  if (!upstream.message.empty()) sentence += ": " + redactor_.clean(upstream.message);
  return make_error(kind, std::move(sentence), advice(kind), request_id);
}

error ErrorReader::broken(ErrorKind kind, std::string_view what,
                          std::string_view request_id) const {
  std::string sentence = label_ + " ";
  sentence += redactor_.clean(what);
  return make_error(of_answer(kind), std::move(sentence), {}, request_id);
}

}  // namespace yak::openai
