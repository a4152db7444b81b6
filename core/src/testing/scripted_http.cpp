// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/scripted_http.hpp"

#include <algorithm>
#include <utility>

namespace yak::testing {
namespace {

/// Passes the body to the sink or collects it in the response.
class Body {
 public:
  Body(HttpResponse& response, BodySink* sink, std::size_t limit)
      : response_(response), sink_(sink), limit_(limit) {
    streams_ = sink_ != nullptr && sink_->on_head(response_);
  }

  /// The time limit of the next piece.
  [[nodiscard]] std::chrono::milliseconds stall_timeout(std::chrono::milliseconds stall) const {
    return streams_ ? sink_->stall_timeout(stall) : stall;
  }

  /// False if the sink wants no more data.
  result<bool> take(const std::string& piece) {
    size_ += piece.size();
    if (size_ > limit_) return error(ErrorKind::too_large, "the response is too large");
    if (streams_) return sink_->on_data(piece);
    response_.body += piece;
    return true;
  }

 private:
  HttpResponse& response_;
  BodySink* sink_;
  std::size_t limit_;
  std::size_t size_ = 0;
  bool streams_ = false;
};

error passed(const char* stage) {
  return error(ErrorKind::timeout, std::string("no ") + stage + " in time");
}

}  // namespace

ScriptedReply::ScriptedReply(int status, std::string body, std::string content_type) {
  head_.status = status;
  if (!content_type.empty()) head_.headers.emplace_back("Content-Type", std::move(content_type));
  if (!body.empty()) pieces_.push_back(std::move(body));
}

ScriptedReply ScriptedReply::failure(error failure) {
  ScriptedReply reply(0);
  reply.failure_ = std::move(failure);
  reply.fails_at_once_ = true;
  return reply;
}

ScriptedReply ScriptedReply::hang() { return ScriptedReply(0).after(std::chrono::hours{24 * 365}); }

ScriptedReply&& ScriptedReply::header(std::string name, std::string value) && {
  head_.headers.emplace_back(std::move(name), std::move(value));
  return std::move(*this);
}
ScriptedReply&& ScriptedReply::chunks(std::vector<std::string> pieces) && {
  pieces_ = std::move(pieces);
  return std::move(*this);
}
ScriptedReply&& ScriptedReply::after(std::chrono::milliseconds wait) && {
  before_head_ = wait;
  return std::move(*this);
}
ScriptedReply&& ScriptedReply::between(std::chrono::milliseconds wait) && {
  before_piece_ = wait;
  return std::move(*this);
}
ScriptedReply&& ScriptedReply::then_fail(error failure) && {
  failure_ = std::move(failure);
  return std::move(*this);
}

void ScriptedHttp::reply(ScriptedReply reply) { reply_to({}, {}, std::move(reply)); }

void ScriptedHttp::reply(int status, std::string body, std::string content_type) {
  reply(ScriptedReply(status, std::move(body), std::move(content_type)));
}

void ScriptedHttp::reply_to(std::string method, std::string url, ScriptedReply reply) {
  Line line{std::move(method), std::move(url), std::move(reply)};
  const std::lock_guard lock(mutex_);
  script_.push_back(std::move(line));
}

void ScriptedHttp::fail(error failure) { reply(ScriptedReply::failure(std::move(failure))); }

task<result<HttpResponse>> ScriptedHttp::send(HttpRequest request) {
  return answer(std::move(request), nullptr);
}

task<result<HttpResponse>> ScriptedHttp::stream(HttpRequest request, BodySink& sink) {
  return answer(std::move(request), &sink);
}

std::optional<ScriptedReply> ScriptedHttp::next(const HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  const auto fits = [&request](const Line& line) {
    return (line.method.empty() || line.method == request.method) &&
           request.url.starts_with(line.url);
  };
  const auto line = std::ranges::find_if(script_, fits);
  if (line == script_.end()) {
    unexpected_.push_back(request.method + " " + request.url);
    return std::nullopt;
  }
  ScriptedReply reply = std::move(line->reply);
  script_.erase(line);
  return reply;
}

task<result<HttpResponse>> ScriptedHttp::answer(HttpRequest request, BodySink* sink) {
  std::optional<ScriptedReply> reply = next(request);
  if (!reply) {
    co_return error(ErrorKind::internal, "nothing is scripted for " + request.url);
  }
  const HttpDeadlines& limits = request.deadlines;
  const auto end = clock_.monotonic() + limits.total;
  const auto head_limit = std::min(limits.first_byte, limits.total);
  const bool head_late = reply->before_head_ > head_limit;
  co_await clock_.sleep(head_late ? head_limit : reply->before_head_);
  if (head_late) co_return passed("first byte");
  if (reply->fails_at_once_) co_return *reply->failure_;

  HttpResponse response = reply->head_;
  Body body(response, sink, request.max_response_bytes);
  for (const std::string& piece : reply->pieces_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - clock_.monotonic());
    const auto limit = std::min(body.stall_timeout(limits.stall), left);
    const bool late = reply->before_piece_ > limit;
    co_await clock_.sleep(late ? limit : reply->before_piece_);
    if (late) co_return passed("end of the body");
    const result<bool> more = body.take(piece);
    if (!more) co_return more.error();
    if (!*more) co_return response;
  }
  if (reply->failure_) co_return *reply->failure_;
  co_return response;
}

std::vector<HttpRequest> ScriptedHttp::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}
HttpRequest ScriptedHttp::request(std::size_t index) const {
  const std::lock_guard lock(mutex_);
  return requests_.at(index);
}
std::vector<std::string> ScriptedHttp::unexpected() const {
  const std::lock_guard lock(mutex_);
  return unexpected_;
}
std::size_t ScriptedHttp::left() const {
  const std::lock_guard lock(mutex_);
  return script_.size();
}

std::string header_of(const HttpRequest& request, std::string_view name) {
  for (const Header& header : request.headers) {
    if (same_header(header.name, name)) return header.value;
  }
  return {};
}

}  // namespace yak::testing
