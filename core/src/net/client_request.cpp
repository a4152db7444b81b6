#include "net/client_request.hpp"

#include "net/client_connect.hpp"
#include "net/client_exchange.hpp"

namespace yak::net {

RequestAttempts::RequestAttempts(ClientLoop& loop, RequestPlan& plan, HttpRequest& request,
                                 BodySink* sink)
    : loop_(loop),
      plan_(plan),
      request_(request),
      sink_(sink),
      deadline_(loop.deadlines, request.deadlines, plan.peer) {}

task<result<HttpResponse>> RequestAttempts::run() {
  auto outcome = co_await attempt(false);
  if (may_repeat_) outcome = co_await attempt(true);
  if (outcome) co_return outcome;
  error failure = outcome.error();
  failure.not_sent = !sent_;
  co_return failure;
}

task<result<HttpResponse>> RequestAttempts::attempt(bool fresh) {
  auto connection = co_await obtain(fresh);
  if (!connection) co_return connection.error();
  co_return co_await exchange(*std::move(connection));
}

task<result<ConnectionPtr>> RequestAttempts::obtain(bool fresh) {
  deadline_.enter(RequestDeadline::Stage::connect);
  ConnectionPool::Place place = loop_.pool.try_acquire(plan_.pool_key, fresh);
  if (!place.is_free()) {
    auto waited = co_await loop_.pool.wait(plan_.pool_key, deadline_);
    if (!waited) co_return waited.error();
    place = *std::move(waited);
  }
  if (place.connection != nullptr) co_return std::move(place.connection);
  co_return co_await open_connection(loop_, plan_, std::move(place.slot), deadline_);
}

task<result<HttpResponse>> RequestAttempts::exchange(ConnectionPtr connection) {
  Exchange exchange(loop_, *connection, plan_, request_, sink_, deadline_);
  auto outcome = co_await exchange.run();
  sent_ = sent_ || exchange.has_sent();
  may_repeat_ = exchange.was_cut_off() && connection->is_reused &&
                (plan_.is_idempotent || !exchange.has_sent());
  if (exchange.is_reusable()) {
    const auto idle_timeout = exchange.idle_timeout();
    loop_.pool.give_back(std::move(connection), idle_timeout);
  }
  co_return outcome;
}

}  // namespace yak::net
