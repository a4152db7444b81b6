// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_server/parser/request_parser.hpp"
#include "net/http_server/server_loop.hpp"

namespace yak::net {

/// The unwritten parts of a response's head and body.
using Unwritten = std::array<boost::asio::const_buffer, 2>;

/// The requests and responses of one connection, without I/O: parsing, routing, error responses,
/// response bytes, metrics and logging.
class ConnectionExchange {
 public:
  ConnectionExchange(std::shared_ptr<ServerLoop> loop, std::string remote);
  ConnectionExchange(const ConnectionExchange&) = delete;
  ConnectionExchange& operator=(const ConnectionExchange&) = delete;
  ~ConnectionExchange();

  [[nodiscard]] ServerLoop& loop() { return *loop_; }
  [[nodiscard]] const ServerOptions& options() const { return settings_->options; }
  [[nodiscard]] ServerMetrics& metrics() { return loop_->shared->metrics; }
  [[nodiscard]] Logger& log() { return loop_->shared->log; }
  [[nodiscard]] RequestParser& parser() noexcept { return parser_; }

  /// After the header is read: finds the route and applies its body limit.
  RouteTable::Match route();
  /// Counts the memory that the body uses. Returns false and refuses the request if all bodies
  /// together exceed the limit.
  bool hold_body();
  /// The complete request, as passed to the handler.
  const ServerRequest& request();
  /// The response to a request that matches no route.
  ServerResponse stray(const RouteTable::Match& match);
  /// The response to a request that was refused or, if `slow`, did not arrive in time. Counts it.
  ServerResponse refusal(bool slow);
  /// Whether the connection stays open after the current request.
  [[nodiscard]] bool keeps_alive() const;

  /// The bytes to write. The body refers to the response that was passed to `compose`.
  [[nodiscard]] Unwritten& rest() noexcept { return rest_; }
  void compose(ServerResponse& response, bool keep_alive);
  void compose_continue();
  /// Composes a 503 response, which closes the connection, for a handler that timed out. Counts it.
  void compose_expired();
  /// Calls `after_write` and remembers `after_reset` of a response.
  void conclude(ServerResponse& response, bool written);
  /// Call it when the peer sent data after the last response or closed in an orderly way.
  void peer_went_on() noexcept;
  /// Call it when the peer reset the connection. Calls `after_reset` of a response that may be
  /// lost.
  void peer_reset();
  void drop_request();
  /// Drops the request and frees its memory while its handler still runs.
  void release_request();

 private:
  void give_back_memory() noexcept;
  void count_refusal(int status);

  std::shared_ptr<ServerLoop> loop_;
  std::shared_ptr<const ServerSettings> settings_;
  /// The table of the current request; keeps its handler's owner alive.
  std::shared_ptr<const RouteTable> routes_;
  std::string remote_;
  RequestParser parser_;
  std::size_t held_ = 0;   ///< counted bytes of body memory
  std::string_view path_;  ///< the route's path, while its handler runs
  std::string head_;
  Unwritten rest_;
  std::function<void()> after_reset_;  ///< from the last response
  std::chrono::steady_clock::time_point written_at_;
};

}  // namespace yak::net
