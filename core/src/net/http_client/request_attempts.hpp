// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client/client_loop.hpp"
#include "net/http_client/exchange.hpp"
#include "net/http_client/request_plan.hpp"

namespace yak::net {

/// Runs one request: acquires a connection, performs the exchange, retries once where that is safe,
/// and returns the connection to the pool. All constructor arguments must outlive it. Use only on
/// the loop of `loop`.
class RequestAttempts {
 public:
  /// `sink` may be null.
  RequestAttempts(ClientLoop& loop, RequestPlan& plan, BodySink* sink);

  /// Call it once, from a coroutine with `throw_if_cancelled` off. Throws only what the sink
  /// throws.
  task<void> run();
  /// The response or the error. Call it once, after `run`.
  result<HttpResponse> take();

 private:
  // noinline: inlined code enlarges the coroutine frame, and thousands of requests wait at once.
  [[gnu::noinline]] bool take_place();
  task<bool> connect();
  [[gnu::noinline]] bool settle(Exchange& exchange);
  bool fail(error failure);

  ClientLoop& loop_;
  RequestPlan& plan_;
  BodySink* sink_;
  RequestDeadline deadline_;
  ConnectionSlot slot_;
  ConnectionPtr connection_;
  std::unique_ptr<result<HttpResponse>> outcome_;
  bool repeats_ = false;  // the second attempt, on a new connection
  bool sent_ = false;     // bytes of the request may have been sent
};

}  // namespace yak::net
