// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yak/clock.hpp"
#include "yak/http.hpp"

namespace yak::testing {

/// One response of a scripted server.
class ScriptedReply {
 public:
  explicit ScriptedReply(int status, std::string body = {}, std::string content_type = {});
  /// No response: the request fails with `failure`.
  static ScriptedReply failure(error failure);
  /// No response until the request's own deadline: `timeout`.
  static ScriptedReply hang();

  ScriptedReply&& header(std::string name, std::string value) &&;
  /// The pieces in which the body arrives.
  ScriptedReply&& chunks(std::vector<std::string> pieces) &&;
  /// Delays the head.
  ScriptedReply&& after(std::chrono::milliseconds wait) &&;
  /// Delays each piece of the body.
  ScriptedReply&& between(std::chrono::milliseconds wait) &&;
  /// Fails after the last piece.
  ScriptedReply&& then_fail(error failure) &&;

 private:
  friend class ScriptedHttp;

  HttpResponse head_;
  std::vector<std::string> pieces_;
  std::chrono::milliseconds before_head_{0};
  std::chrono::milliseconds before_piece_{0};
  std::optional<error> failure_;
  bool fails_at_once_ = false;
};

/// An HttpClient that answers from a script and records the requests. Waits use the given clock.
/// The request's deadlines and size limit apply as with the real client. A request that matches no
/// entry of the script fails with `internal` and is listed in `unexpected()`. Thread-safe.
class ScriptedHttp final : public HttpClient {
 public:
  explicit ScriptedHttp(Clock& clock) : clock_(clock) {}

  /// Adds an entry for any request. Entries are tried in order and used once.
  void reply(ScriptedReply reply);
  void reply(int status, std::string body = {}, std::string content_type = "application/json");
  /// Adds an entry for a request with this method and a URL that begins with `url`.
  void reply_to(std::string method, std::string url, ScriptedReply reply);
  void fail(error failure);

  task<result<HttpResponse>> send(HttpRequest request) override;
  task<result<HttpResponse>> stream(HttpRequest request, BodySink& sink) override;

  /// All requests, in order.
  [[nodiscard]] std::vector<HttpRequest> requests() const;
  [[nodiscard]] HttpRequest request(std::size_t index) const;
  /// `METHOD url` of requests that matched no entry.
  [[nodiscard]] std::vector<std::string> unexpected() const;
  /// The number of unused entries.
  [[nodiscard]] std::size_t left() const;

 private:
  struct Line {
    std::string method;
    std::string url;
    ScriptedReply reply;
  };
  std::optional<ScriptedReply> next(const HttpRequest& request);
  task<result<HttpResponse>> answer(HttpRequest request, BodySink* sink);

  Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<Line> script_;
  std::vector<HttpRequest> requests_;
  std::vector<std::string> unexpected_;
};

/// The value of the first header called `name`, or empty.
[[nodiscard]] std::string header_of(const HttpRequest& request, std::string_view name);

}  // namespace yak::testing
