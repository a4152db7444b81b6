#pragma once

#include "net/http_client/client_loop.hpp"
#include "net/http_client/exchange.hpp"
#include "net/http_client/request_plan.hpp"

namespace yak::net {

/// One request on its way: connection, exchange, one retry where that is safe, and the connection's
/// return to the pool. Everything passed must outlive it; belongs to the loop of `loop`.
class RequestAttempts {
 public:
  /// `sink` may be null.
  RequestAttempts(ClientLoop& loop, RequestPlan& plan, BodySink* sink);

  /// Once, in a coroutine with `throw_if_cancelled` off. Throws only what the sink throws.
  task<void> run();
  /// After `run`, once: what came of it.
  result<HttpResponse> take();

 private:
  // What a coroutine inlines takes room in its frame, and thousands of requests wait at once.
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
  bool sent_ = false;     // bytes of the request may have left
};

}  // namespace yak::net
