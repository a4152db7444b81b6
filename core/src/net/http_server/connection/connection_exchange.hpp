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

/// Head and body of a response, as far as they are not written yet.
using Unwritten = std::array<boost::asio::const_buffer, 2>;

/// What passes over one connection, apart from the passing itself: its parser, the choice of
/// routes, the words of refusals, the bytes of responses, and what is counted and logged of them.
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

  /// With the header there: finds the route and holds the body to its limit.
  RouteTable::Match route();
  /// Counts the memory that the body has taken up to now; false, the request being refused, where
  /// all bodies together have too much.
  bool hold_body();
  /// The request, complete, as handlers see it.
  const ServerRequest& request();
  /// The answer where no route matched.
  ServerResponse stray(const RouteTable::Match& match);
  /// The answer to a request that was refused or, `slow`, did not arrive in time. Counts it.
  ServerResponse refusal(bool slow);
  /// Whether the connection goes on after the current request.
  [[nodiscard]] bool keeps_alive() const;

  /// What is to be written now. Its body lives in the response that it was made of.
  [[nodiscard]] Unwritten& rest() noexcept { return rest_; }
  void compose(ServerResponse& response, bool keep_alive);
  void compose_continue();
  /// 503 instead of what the handler would have said, which closes the connection. Counts it.
  void compose_expired();
  /// Tells whoever asked for it what became of a response.
  void conclude(ServerResponse& response, bool written);
  /// The peer sent more after the last response, or closed in good order.
  void peer_went_on() noexcept;
  /// The peer reset the connection; tells whose response may be lost by it.
  void peer_reset();
  void drop_request();
  /// Drops the request and its memory while its handler still works.
  void release_request();

 private:
  void give_back_memory() noexcept;
  void count_refusal(int status);

  std::shared_ptr<ServerLoop> loop_;
  std::shared_ptr<const ServerSettings> settings_;
  /// Of the current request: whose handler it is lives as long as this is held.
  std::shared_ptr<const RouteTable> routes_;
  std::string remote_;
  RequestParser parser_;
  std::size_t held_ = 0;   ///< bytes of the body's memory that are counted
  std::string_view path_;  ///< the route's, while its handler works
  std::string head_;
  Unwritten rest_;
  std::function<void()> after_reset_;  ///< of the last response
  std::chrono::steady_clock::time_point written_at_;
};

}  // namespace yak::net
