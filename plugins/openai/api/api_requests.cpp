// SPDX-License-Identifier: Apache-2.0
#include "openai/api/api_requests.hpp"

#include <algorithm>

#include "openai/api/completion_body.hpp"
#include "openai/api/model_list.hpp"

namespace yak::openai {
namespace {

/// For requests on behalf of an administrator, who waits for the result.
constexpr std::chrono::milliseconds kLookUpTime{15'000};

void add_unless_named(std::vector<Header>& headers, std::string name, std::string value) {
  const auto same = [&name](const Header& header) { return same_header(header.name, name); };
  if (value.empty() || std::ranges::any_of(headers, same)) return;
  headers.emplace_back(std::move(name), std::move(value));
}

std::string bearer(const Secret& key) {
  constexpr std::string_view kScheme = "Bearer ";
  std::string value;
  if (key.empty()) return value;
  // Reserved in advance: a reallocation would leave a copy of the key in freed memory.
  value.reserve(kScheme.size() + key.reveal().size());
  return value.append(kScheme).append(key.reveal());
}

}  // namespace

ApiRequests::ApiRequests(const Options& options)
    : options_(options),
      headers_(options.headers),
      completion_url_(options.endpoint.url("/chat/completions")) {
  if (options.quirks().api_key_header) {
    add_unless_named(headers_, "api-key", std::string(options.api_key.reveal()));
  } else {
    add_unless_named(headers_, "Authorization", bearer(options.api_key));
  }
  add_unless_named(headers_, "OpenAI-Organization", options.organization);
  add_unless_named(headers_, "OpenAI-Project", options.project);
  add_unless_named(headers_, "Accept", "application/json");
  completion_headers_ = headers_;
  completion_headers_.emplace_back("Content-Type", "application/json");
}

HttpDeadlines ApiRequests::deadlines(std::chrono::milliseconds left) const {
  HttpDeadlines limits;
  limits.total = left;
  limits.connect = std::min(options_.connect_timeout, left);
  limits.first_byte = std::min(options_.first_token_timeout, left);
  limits.stall = std::min(options_.stall_timeout, left);
  return limits;
}

HttpRequest ApiRequests::completion(std::string body, const std::string& traceparent,
                                    std::chrono::milliseconds left) const {
  HttpRequest request("POST", completion_url_);
  request.headers = completion_headers_;
  add_unless_named(request.headers, "traceparent", traceparent);
  request.body = std::move(body);
  request.deadlines = deadlines(left);
  // Without a stream the first byte is sent only when the whole answer is ready.
  if (!options_.style.stream) request.deadlines.first_byte = left;
  request.max_response_bytes = kMaxCompletionBody;
  return request;
}

HttpRequest ApiRequests::models() const {
  HttpRequest request("GET", options_.endpoint.url("/models"));
  request.headers = headers_;
  request.deadlines = deadlines(kLookUpTime);
  request.max_response_bytes = kMaxModelsBody;
  return request;
}

HttpRequest ApiRequests::costs(std::int64_t start, std::string_view page) const {
  std::string url = options_.endpoint.origin +
                    "/v1/organization/costs?start_time=" + std::to_string(start) +
                    "&bucket_width=1d&limit=31";
  if (!page.empty()) url += "&page=" + percent_encode(page);
  HttpRequest request("GET", std::move(url));
  request.headers.emplace_back("Authorization", bearer(options_.admin_key));
  request.headers.emplace_back("Accept", "application/json");
  request.deadlines = deadlines(kLookUpTime);
  return request;
}

}  // namespace yak::openai
