// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "net/http_client/client_loop.hpp"
#include "net/http_client/request_attempts.hpp"
#include "net/http_client/request_plan.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

// noinline: inlined code enlarges the coroutine frame, and thousands of requests wait at once.

/// Returns why the request cannot be sent and counts the error; null if it can be sent.
[[gnu::noinline]] std::unique_ptr<error> refuse(const ClientShared& shared,
                                                const result<RequestPlan>& plan) {
  std::unique_ptr<error> why;
  if (shared.problem) {
    why = std::make_unique<error>(error(*shared.problem).before_sending());
  } else if (shared.closed.load(std::memory_order_relaxed)) {
    why = std::make_unique<error>(
        error(ErrorKind::unavailable, "the HTTP client is shutting down").before_sending());
  } else if (!plan) {
    why = std::make_unique<error>(plan.error());
  }
  if (why) shared.counters.count(*why);
  return why;
}

[[gnu::noinline]] result<HttpResponse> take_counted(RequestAttempts& attempts,
                                                    const ClientShared& shared) {
  auto outcome = attempts.take();
  shared.counters.count(outcome);
  return outcome;
}

}  // namespace

HttpClientPool::HttpClientPool(EventLoops& loops, HttpClientOptions options, Logger& log,
                               Metrics& metrics)
    : loops_(loops), shared_(std::make_shared<ClientShared>(std::move(options), log, metrics)) {
  if (shared_->problem) {
    log.error("the HTTP client cannot be used", {{"reason", shared_->problem->message}});
  }
  for (std::size_t index = 0; index < loops.size(); ++index) {
    pools_.push_back(std::make_shared<ClientLoop>(loops, index, shared_, metrics));
  }
}

HttpClientPool::~HttpClientPool() {
  if (!loops_.running()) {
    for (const auto& pool : pools_) pool->pool.detach();
    return;
  }
  close();
  for (std::size_t index = 0; index < pools_.size(); ++index) {
    asio::post(loops_.loop(index), [pool = std::move(pools_[index])] {});
  }
}

result<void> HttpClientPool::check() const {
  if (shared_->problem) return *shared_->problem;
  return {};
}

task<result<HttpResponse>> HttpClientPool::send(HttpRequest request) {
  return run(plan(std::move(request)), nullptr);
}

task<result<HttpResponse>> HttpClientPool::stream(HttpRequest request, BodySink& sink) {
  return run(plan(std::move(request)), &sink);
}

/// Called before the coroutine starts, so that the request is not kept in its frame.
result<RequestPlan> HttpClientPool::plan(HttpRequest request) const {
  const std::size_t index = EventLoops::current();
  if (index < pools_.size()) {
    return plan_request(std::move(request), shared_->proxy, pools_[index]->destinations);
  }
  Destinations none;
  return plan_request(std::move(request), shared_->proxy, none);
}

std::shared_ptr<ClientLoop> HttpClientPool::loop_here() const {
  const std::size_t index = EventLoops::current();
  return index < pools_.size() ? pools_[index] : nullptr;
}

task<result<HttpResponse>> HttpClientPool::run_on_first(result<RequestPlan> plan, BodySink* sink) {
  co_return co_await asio::co_spawn(loops_.loop(0), run(std::move(plan), sink),
                                    asio::use_awaitable);
}

task<result<HttpResponse>> HttpClientPool::run(result<RequestPlan> plan, BodySink* sink) {
  // From here on, the HttpClientPool may be destroyed.
  const std::shared_ptr<ClientLoop> loop = loop_here();
  if (!loop) co_return co_await run_on_first(std::move(plan), sink);
  const auto refused = refuse(*loop->shared, plan);
  if (refused) co_return std::move(*refused);
  // A cancelled wait returns a value instead of throwing, so that connections are cleaned up in one
  // place.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  RequestAttempts attempts(*loop, *plan, sink);
  std::exception_ptr thrown;
  try {
    co_await attempts.run();
  } catch (...) {
    thrown = std::current_exception();
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  if (thrown) std::rethrow_exception(thrown);
  co_return take_counted(attempts, *loop->shared);
}

void HttpClientPool::close() {
  shared_->closed = true;
  for (std::size_t index = 0; index < pools_.size(); ++index) {
    asio::post(loops_.loop(index), [pool = pools_[index]] { pool->pool.close(); });
  }
}

}  // namespace yak::net
