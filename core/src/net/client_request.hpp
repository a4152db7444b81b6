#pragma once

#include "net/client_exchange.hpp"
#include "net/client_loop.hpp"
#include "net/client_plan.hpp"

namespace yak::net {

/// One request on its way: connection, exchange, one retry where that is safe, and the connection's
/// return to the pool. Everything passed must outlive it; belongs to the loop of `loop`.
class RequestAttempts {
 public:
  /// `sink` may be null.
  RequestAttempts(ClientLoop& loop, RequestPlan& plan, BodySink* sink);

  /// Once, in a coroutine with `throw_if_cancelled` off. Throws only what the sink throws.
  task<result<HttpResponse>> run();

 private:
  bool take_place();
  task<result<void>> connect();
  bool settle(Exchange& exchange);
  [[nodiscard]] error failed(error failure) const;
  result<HttpResponse> outcome_of(Exchange& exchange) const;

  ClientLoop& loop_;
  RequestPlan& plan_;
  BodySink* sink_;
  RequestDeadline deadline_;
  ConnectionSlot slot_;
  ConnectionPtr connection_;
  bool repeats_ = false;  // the second attempt, on a new connection
  bool sent_ = false;     // bytes of the request may have left
};

}  // namespace yak::net
