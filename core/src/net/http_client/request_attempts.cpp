// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/request_attempts.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "net/http_client/connect.hpp"

namespace yak::net {
namespace asio = boost::asio;

RequestAttempts::RequestAttempts(ClientLoop& loop, RequestPlan& plan, BodySink* sink)
    : loop_(loop),
      plan_(plan),
      sink_(sink),
      deadline_(loop.deadlines, plan.deadlines, plan.to->peer) {}

task<void> RequestAttempts::run() {
  using WaitFor = Exchange::WaitFor;
  deadline_.heed(co_await asio::this_coro::cancellation_state);
  while (true) {
    if (!take_place()) {
      const bool connected = co_await connect();
      if (!connected) co_return;
    }
    Exchange exchange(loop_, *connection_, plan_, sink_, deadline_);
    deadline_.watch(&connection_->transport);
    for (auto next = exchange.step(); next != WaitFor::over; next = exchange.step()) {
      if (next == WaitFor::turn) {
        co_await asio::post(loop_.context, asio::deferred);
        continue;
      }
      const auto wants = next == WaitFor::writable ? IoStatus::want_write : IoStatus::want_read;
      auto ready = connection_->transport.ready(wants);
      co_await std::move(ready);
    }
    if (settle(exchange)) co_return;
  }
}

/// Returns true if an idle connection was taken. Otherwise `slot_` may hold the slot for a new one.
bool RequestAttempts::take_place() {
  ConnectionPool::AcquiredConnection place = loop_.pool.try_acquire(plan_.to->pool_key, repeats_);
  slot_ = std::move(place.slot);
  connection_ = std::move(place.connection);
  return connection_ != nullptr;
}

/// Returns false if the request has failed.
task<bool> RequestAttempts::connect() {
  if (!slot_) {
    auto waited = co_await loop_.pool.wait(plan_.to->pool_key, deadline_);
    if (!waited) co_return fail(waited.error());
    connection_ = std::move(waited->connection);
    if (connection_ != nullptr) co_return true;
    slot_ = std::move(waited->slot);
  }
  auto opened = co_await open_connection(loop_, *plan_.to, std::move(slot_), deadline_);
  if (!opened) co_return fail(opened.error());
  connection_ = *std::move(opened);
  co_return true;
}

bool RequestAttempts::fail(error failure) {
  failure.not_sent = !sent_;
  outcome_ = std::make_unique<result<HttpResponse>>(std::move(failure));
  return false;
}

/// Ends an exchange and returns or closes its connection. Returns false if the request must be
/// repeated.
bool RequestAttempts::settle(Exchange& exchange) {
  deadline_.watch(nullptr);
  sent_ = sent_ || exchange.has_sent();
  const bool may_repeat = exchange.was_cut_off() && connection_->is_reused &&
                          (plan_.is_idempotent || !exchange.has_sent());
  if (exchange.is_reusable()) {
    loop_.pool.give_back(std::move(connection_), exchange.idle_timeout());
  }
  connection_.reset();
  if (may_repeat && !repeats_) {
    repeats_ = true;
    deadline_.enter(RequestDeadline::Stage::connect);
    return false;
  }
  auto outcome = exchange.take();
  if (outcome) {
    outcome_ = std::make_unique<result<HttpResponse>>(std::move(outcome));
  } else {
    fail(outcome.error());
  }
  return true;
}

result<HttpResponse> RequestAttempts::take() { return std::move(*outcome_); }

}  // namespace yak::net
