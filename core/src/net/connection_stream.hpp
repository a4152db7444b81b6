#pragma once

#include <poll.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cstddef>

namespace yak::net {

/// TCP and Unix sockets alike: one type, one instantiation.
using PlainStream = boost::asio::generic::stream_protocol::socket;
using TlsStream = boost::asio::ssl::stream<PlainStream>;

inline PlainStream& socket_of(PlainStream& stream) { return stream; }
inline PlainStream& socket_of(TlsStream& stream) { return stream.next_layer(); }

/// Head and body of a response, as far as they are not written yet.
using Unwritten = std::array<boost::asio::const_buffer, 2>;

inline void advance(Unwritten& rest, std::size_t written) {
  for (boost::asio::const_buffer& buffer : rest) {
    const std::size_t part = std::min(written, buffer.size());
    buffer += part;
    written -= part;
  }
}

/// Writes what the kernel takes at once; 0 also on failure. Most responses fit, and a write that
/// completes here spares a turn of the event loop. The socket must be non-blocking.
inline std::size_t write_now(PlainStream& stream, const Unwritten& rest) {
  boost::system::error_code failure;
  return stream.write_some(rest, failure);
}
/// With TLS too, as long as nothing else reads or writes.
inline std::size_t write_now(TlsStream& stream, const Unwritten& rest) {
  boost::system::error_code failure;
  return stream.write_some(rest, failure);
}

/// True when the peer has closed its side or the connection is broken, even if unread bytes wait.
inline bool has_hung_up(PlainStream& socket) {
  pollfd state{socket.native_handle(), POLLRDHUP, 0};
  return poll(&state, 1, 0) > 0;
}

}  // namespace yak::net
