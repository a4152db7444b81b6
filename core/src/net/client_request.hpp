#pragma once

#include "net/client_loop.hpp"

namespace yak::net {

/// One request on its way: connection, exchange, one retry where that is safe, and the connection's
/// return to the pool. Everything passed must outlive it; belongs to the loop of `loop`.
class RequestAttempts {
 public:
  /// `sink` may be null.
  RequestAttempts(ClientLoop& loop, RequestPlan& plan, HttpRequest& request, BodySink* sink);

  /// Once, in a coroutine with `throw_if_cancelled` off. Throws only what the sink throws.
  task<result<HttpResponse>> run();

 private:
  task<result<HttpResponse>> attempt(bool fresh);
  task<result<ConnectionPtr>> obtain(bool fresh);
  task<result<HttpResponse>> exchange(ConnectionPtr connection);

  ClientLoop& loop_;
  RequestPlan& plan_;
  HttpRequest& request_;
  BodySink* sink_;
  RequestDeadline deadline_;
  bool sent_ = false;        // bytes of the request may have left
  bool may_repeat_ = false;  // the last exchange failed in a way that a new connection may mend
};

}  // namespace yak::net
