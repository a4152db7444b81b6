// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client/client_loop.hpp"
#include "net/http_client/transport/destination.hpp"

namespace yak::net {

/// Opens a connection for requests to `to`: DNS lookup, TCP to the first address that answers (or
/// the Unix socket), the proxy's tunnel, TLS handshake. Takes ownership of `slot`. The arguments
/// passed by reference must outlive the task. Every error has `not_sent` set.
task<result<ConnectionPtr>> open_connection(ClientLoop& loop, const Destination& to,
                                            ConnectionSlot slot, RequestDeadline& deadline);

}  // namespace yak::net
