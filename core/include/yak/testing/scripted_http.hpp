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

/// What a scripted server answers.
class ScriptedReply {
 public:
  explicit ScriptedReply(int status, std::string body = {}, std::string content_type = {});
  /// No answer at all: this failure.
  static ScriptedReply failure(error failure);
  /// Says nothing until the request's own deadline: `timeout`.
  static ScriptedReply hang();

  ScriptedReply&& header(std::string name, std::string value) &&;
  /// The body in these pieces, as they come over the wire.
  ScriptedReply&& chunks(std::vector<std::string> pieces) &&;
  /// Waits before the head.
  ScriptedReply&& after(std::chrono::milliseconds wait) &&;
  /// Waits before each piece of the body.
  ScriptedReply&& between(std::chrono::milliseconds wait) &&;
  /// Breaks off after the last piece.
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

/// An HttpClient that answers from a script and keeps what was asked. Waiting goes by the clock it
/// is given, and the request's deadlines and size limit apply as with the real client. A request
/// for which nothing is scripted fails with `internal` and is listed in `unexpected()`.
/// Thread-safe.
class ScriptedHttp final : public HttpClient {
 public:
  explicit ScriptedHttp(Clock& clock) : clock_(clock) {}

  /// Answers the next request that no other line of the script fits before it.
  void reply(ScriptedReply reply);
  void reply(int status, std::string body = {}, std::string content_type = "application/json");
  /// Answers the next request with this method whose URL begins with `url`.
  void reply_to(std::string method, std::string url, ScriptedReply reply);
  void fail(error failure);

  task<result<HttpResponse>> send(HttpRequest request) override;
  task<result<HttpResponse>> stream(HttpRequest request, BodySink& sink) override;

  /// Everything that was asked, in order.
  [[nodiscard]] std::vector<HttpRequest> requests() const;
  [[nodiscard]] HttpRequest request(std::size_t index) const;
  /// `METHOD url` of requests that the script had no answer for.
  [[nodiscard]] std::vector<std::string> unexpected() const;
  /// Lines of the script not used yet.
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

/// The first header called `name`, or empty.
[[nodiscard]] std::string header_of(const HttpRequest& request, std::string_view name);

}  // namespace yak::testing
