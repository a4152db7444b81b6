// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <algorithm>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cstddef>

#include "net/http_server/connection/connection_exchange.hpp"

namespace yak::net {

/// One type for TCP and Unix sockets, to instantiate the templates once.
using PlainStream = boost::asio::generic::stream_protocol::socket;
using TlsStream = boost::asio::ssl::stream<PlainStream>;

inline PlainStream& socket_of(PlainStream& stream) { return stream; }
inline PlainStream& socket_of(TlsStream& stream) { return stream.next_layer(); }

inline void advance(Unwritten& rest, std::size_t written) {
  for (boost::asio::const_buffer& buffer : rest) {
    const std::size_t part = std::min(written, buffer.size());
    buffer += part;
    written -= part;
  }
}

/// Whether the peer has closed its side or the connection is broken, even if unread bytes remain.
inline bool has_hung_up(PlainStream& socket) {
  pollfd state{socket.native_handle(), POLLRDHUP, 0};
  return poll(&state, 1, 0) > 0;
}

}  // namespace yak::net
