#include "net/http_client.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "net/client_loop.hpp"
#include "net/client_plan.hpp"
#include "net/client_request.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

std::optional<error> refusal(const ClientShared& shared, const result<RequestPlan>& plan) {
  if (shared.problem) return error(*shared.problem).before_sending();
  if (shared.closed.load(std::memory_order_relaxed)) {
    return error(ErrorKind::unavailable, "the HTTP client is shutting down").before_sending();
  }
  if (!plan) return plan.error();
  return std::nullopt;
}

}  // namespace

HttpClientPool::HttpClientPool(EventLoops& loops, HttpClientOptions options, Logger& log,
                               Metrics& metrics)
    : loops_(loops), shared_(std::make_shared<ClientShared>(std::move(options), metrics)) {
  if (shared_->problem) {
    log.error("the HTTP client cannot be used", {{"error", shared_->problem->message}});
  }
  for (std::size_t index = 0; index < loops.size(); ++index) {
    pools_.push_back(std::make_shared<ClientLoop>(loops, index, shared_, metrics));
  }
}

HttpClientPool::~HttpClientPool() {
  for (const auto& pool : pools_) pool->pool.detach();
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

/// Made before the coroutine, so that nothing of the request itself is kept while it waits.
result<RequestPlan> HttpClientPool::plan(HttpRequest request) const {
  const std::size_t index = EventLoops::current();
  if (index < pools_.size()) {
    return plan_request(std::move(request), shared_->proxy, pools_[index]->destinations);
  }
  Destinations none;
  return plan_request(std::move(request), shared_->proxy, none);
}

task<result<HttpResponse>> HttpClientPool::run(result<RequestPlan> plan, BodySink* sink) {
  const std::size_t index = EventLoops::current();
  if (index >= pools_.size()) {
    co_return error(ErrorKind::internal, "HTTP requests are made on an event loop")
        .before_sending();
  }
  // From here on the pool itself may go.
  const std::shared_ptr<ClientLoop> loop = pools_[index];
  if (auto refused = refusal(*loop->shared, plan)) {
    loop->shared->counters.count(*refused);
    co_return *std::move(refused);
  }
  // A cancelled wait is to end with a value, so that connections are dealt with in one place.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  result<HttpResponse> outcome;
  std::exception_ptr thrown;
  try {
    RequestAttempts attempts(*loop, *plan, sink);
    outcome = co_await attempts.run();
  } catch (...) {
    thrown = std::current_exception();
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  if (thrown) std::rethrow_exception(thrown);
  loop->shared->counters.count(outcome);
  co_return outcome;
}

void HttpClientPool::close() {
  shared_->closed = true;
  for (std::size_t index = 0; index < pools_.size(); ++index) {
    asio::post(loops_.loop(index), [pool = pools_[index]] { pool->pool.close(); });
  }
}

}  // namespace yak::net
