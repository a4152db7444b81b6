#pragma once

#include "net/http_client/client_loop.hpp"
#include "net/http_client/transport/destination.hpp"

namespace yak::net {

/// Makes a connection for requests to `to`: name look-up, TCP to the first address that
/// answers (or the Unix socket), the proxy's tunnel, TLS. Takes `slot` over. Everything passed must
/// outlive the task. Failures have `not_sent`.
task<result<ConnectionPtr>> open_connection(ClientLoop& loop, const Destination& to,
                                            ConnectionSlot slot, RequestDeadline& deadline);

}  // namespace yak::net
