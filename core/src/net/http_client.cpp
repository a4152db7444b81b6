#include "net/http_client.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "net/client_loop.hpp"
#include "net/client_request.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

std::optional<error> refusal(const ClientShared& shared) {
  if (shared.problem) return shared.problem;
  if (shared.closed.load(std::memory_order_relaxed)) {
    return error(ErrorKind::unavailable, "the HTTP client is shutting down");
  }
  return std::nullopt;
}

task<result<HttpResponse>> attempt(ClientLoop& loop, HttpRequest& request, BodySink* sink) {
  if (auto refused = refusal(*loop.shared)) co_return std::move(*refused).before_sending();
  auto plan = plan_request(request, loop.shared->proxy);
  if (!plan) co_return plan.error();
  RequestAttempts attempts(loop, *plan, request, sink);
  co_return co_await attempts.run();
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
  return run(std::move(request), nullptr);
}

task<result<HttpResponse>> HttpClientPool::stream(HttpRequest request, BodySink& sink) {
  return run(std::move(request), &sink);
}

task<result<HttpResponse>> HttpClientPool::run(HttpRequest request, BodySink* sink) {
  const std::size_t index = EventLoops::current();
  if (index >= pools_.size()) {
    co_return error(ErrorKind::internal, "HTTP requests are made on an event loop")
        .before_sending();
  }
  // From here on the pool itself may go.
  const std::shared_ptr<ClientLoop> loop = pools_[index];
  // A cancelled wait is to end with a value, so that connections are dealt with in one place.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  result<HttpResponse> outcome;
  std::exception_ptr thrown;
  try {
    outcome = co_await attempt(*loop, request, sink);
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
