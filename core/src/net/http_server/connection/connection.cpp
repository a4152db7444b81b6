// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/connection/connection.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/async/marking_executor.hpp"
#include "base/exception_text.hpp"
#include "net/http_server/connection/connection_stages.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

using std::chrono::milliseconds;

constexpr auto kOutcome = asio::as_tuple(asio::use_awaitable);
/// How long, and for how many bytes, input is read and discarded after the last response. Closing
/// with unread bytes resets the connection, and the client may lose the response (RFC 9112, 9.6).
constexpr milliseconds kLinger{1'000};
constexpr std::size_t kLingerBytes = std::size_t{256} << 10U;

bool is_reset(const boost::system::error_code& failure) {
  return failure == asio::error::connection_reset || failure == asio::error::broken_pipe ||
         failure == asio::error::connection_aborted;
}

template <class Stream>
class ConnectionOn final : public StagedConnection,
                           public std::enable_shared_from_this<ConnectionOn<Stream>> {
 public:
  template <class... StreamArguments>
  ConnectionOn(std::shared_ptr<ServerLoop> loop, NewConnection connection,
               StreamArguments&&... arguments)
      : StagedConnection(std::move(loop), std::move(connection.remote), std::move(connection.place),
                         connection.was_served),
        stream_(std::forward<StreamArguments>(arguments)...) {}

  void start();

 private:
  using Step = RequestParser::Step;

  PlainStream& socket() override { return socket_of(stream_); }
  [[nodiscard]] bool is_plain() const override { return std::is_same_v<Stream, PlainStream>; }
  std::size_t write_now(const Unwritten& rest) override {
    boost::system::error_code failure;
    return stream_.write_some(rest, failure);
  }

  task<void> run();
  task<bool> handshake();
  task<std::optional<RouteTable::Match>> read_request();
  task<bool> invite_body(RouteTable::Match match);
  task<Step> read();
  task<void> give_up(Step step);
  task<bool> answer(RouteTable::Match match);
  ServerResponse threw(const Route& route, const std::string& what);
  task<bool> respond(ServerResponse response, bool keep_alive);
  task<bool> write_rest();
  task<void> close_gently();

  Stream stream_;
  base::ActivityPtr activity_ = std::make_shared<base::Activity>();
};

template <class Stream>
void ConnectionOn<Stream>::start() {
  enter_loop();
  auto self = this->shared_from_this();
  auto ended = [self](const std::exception_ptr& failure) {
    if (failure) {
      self->exchange_.log().error("a connection ended by an exception",
                                  {{"reason", base::exception_text(failure)}});
    }
    self->leave_loop();
    // The cancellation signal is a member and must outlive the coroutine that is just ending.
    asio::post(self->exchange_.loop().context, [self] {});
  };
  // The signal's slot holds the executor and the executor holds the activity, so the activity must
  // not refer to this object.
  auto marking = base::marking_executor(exchange_.loop().context, activity_);
  asio::co_spawn(marking, run(),
                 asio::bind_cancellation_slot(handler_stop_.slot(), std::move(ended)));
}

template <class Stream>
task<void> ConnectionOn<Stream>::run() {
  bool open = co_await handshake();
  while (open) {
    const std::optional<RouteTable::Match> request = co_await read_request();
    open = request && co_await answer(*request);
  }
  if (answered_) co_await close_gently();
}

template <class Stream>
task<bool> ConnectionOn<Stream>::handshake() {
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    arm(Stage::handshake, exchange_.options().header_timeout);
    const auto [failure] = co_await stream_.async_handshake(TlsStream::server, kOutcome);
    if (failure) {
      exchange_.metrics().tls_failures.add();
      co_return false;
    }
  }
  co_return true;
}

/// Reads a complete request and returns its route; returns nothing if the connection must end.
template <class Stream>
task<std::optional<RouteTable::Match>> ConnectionOn<Stream>::read_request() {
  RequestParser& parser = exchange_.parser();
  parser.begin();
  Step step = parser.advance();
  if (step == Step::need_more) {
    await_first_byte();
    step = co_await read();
  }
  if (step != Step::header) {
    co_await give_up(step);
    co_return std::nullopt;
  }
  const RouteTable::Match match = exchange_.route();
  step = parser.advance();
  if (step == Step::need_more) {
    if (parser.expects_continue() && !co_await invite_body(match)) co_return std::nullopt;
    arm(Stage::body, exchange_.options().body_timeout);
    step = co_await read();
  }
  if (step == Step::complete) co_return match;
  co_await give_up(step);
  co_return std::nullopt;
}

/// Responds to `Expect: 100-continue`. Returns false if the connection must end.
template <class Stream>
task<bool> ConnectionOn<Stream>::invite_body(RouteTable::Match match) {
  if (match.route == nullptr) {
    co_await respond(exchange_.stray(match), false);
    co_return false;
  }
  exchange_.compose_continue();
  co_return co_await write_rest();
}

/// Reads until the parser completes a step. Returns need_more if the connection was closed or the
/// deadline passed.
template <class Stream>
task<RequestParser::Step> ConnectionOn<Stream>::read() {
  RequestParser& parser = exchange_.parser();
  Step step = Step::need_more;
  while (step == Step::need_more && !expired_) {
    const std::span<char> space = parser.space();
    if (stage_ == Stage::body && !exchange_.hold_body()) co_return Step::refused;
    const asio::mutable_buffer buffer(space.data(), space.size());
    const auto [failure, size] = co_await stream_.async_read_some(buffer, kOutcome);
    if (failure && size == 0) {
      if (is_reset(failure)) exchange_.peer_reset();
      break;
    }
    exchange_.peer_went_on();
    // The socket was closed meanwhile to make room for another connection, so no response could be
    // sent.
    if (!socket().is_open()) break;
    leave_idle();
    // These bytes arrived just before the hand-over to a successor, so the request is served here.
    if (std::exchange(handed_over_, false)) expired_ = false;
    parser.commit(size);
    step = parser.advance();
    if (step == Step::need_more && stage_ == Stage::idle && parser.has_begun()) {
      arm(Stage::header, exchange_.options().header_timeout);
    }
  }
  co_return step;
}

template <class Stream>
task<void> ConnectionOn<Stream>::give_up(Step step) {
  const bool slow = step != Step::refused && expired_ && stage_ != Stage::idle;
  // Otherwise the peer has disconnected or was idle too long; send no response.
  if (step == Step::refused || slow) co_await respond(exchange_.refusal(slow), false);
}

template <class Stream>
task<bool> ConnectionOn<Stream>::answer(RouteTable::Match match) {
  ServerResponse response;
  if (match.route == nullptr) {
    response = exchange_.stray(match);
  } else {
    arm(Stage::handler, match.route->timeout);
    try {
      task<ServerResponse> handled = match.route->handler(exchange_.request());
      if (match.route->reads_at_once) exchange_.release_request();
      response = co_await std::move(handled);
    } catch (...) {
      response = threw(*match.route, base::exception_text());
    }
    stage_ = Stage::write;
    if (cut_off_) {
      // The coroutine was cancelled; without the reset, every further co_await would throw.
      co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
      exchange_.conclude(response, false);
      co_return false;
    }
  }
  const bool kept = co_await respond(std::move(response), exchange_.keeps_alive());
  exchange_.drop_request();
  served_ = true;
  co_return kept;
}

template <class Stream>
ServerResponse ConnectionOn<Stream>::threw(const Route& route, const std::string& what) {
  if (!cut_off_) {
    exchange_.log().error("a handler threw", {{"path", route.path}, {"reason", what}});
  }
  return error_response(500, "internal error");
}

template <class Stream>
task<bool> ConnectionOn<Stream>::respond(ServerResponse response, bool keep_alive) {
  exchange_.compose(response, keep_alive);
  // The kernel accepts bytes for a peer that has disconnected; `after_write` must then report
  // failure.
  const bool gone = response.after_write && has_hung_up(socket());
  if constexpr (std::is_same_v<Stream, PlainStream>) {
    // Most responses fit into the socket's buffer; writing at once saves a turn of the event loop.
    advance(exchange_.rest(), write_now(exchange_.rest()));
  }
  const bool written = asio::buffer_size(exchange_.rest()) == 0 || co_await write_rest();
  exchange_.conclude(response, written && !gone);
  answered_ = written && !keep_alive;
  co_return written&& keep_alive;
}

template <class Stream>
task<bool> ConnectionOn<Stream>::write_rest() {
  Unwritten& rest = exchange_.rest();
  while (asio::buffer_size(rest) > 0) {
    arm(Stage::write, exchange_.options().write_timeout);
    const auto [failure, size] = co_await stream_.async_write_some(rest, kOutcome);
    if (failure) co_return false;
    advance(rest, size);
  }
  co_return true;
}

template <class Stream>
task<void> ConnectionOn<Stream>::close_gently() {
  arm(Stage::closing, kLinger);
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    const auto [failure] = co_await stream_.async_shutdown(kOutcome);
    if (is_reset(failure)) exchange_.peer_reset();
  } else {
    boost::system::error_code ignored;
    stream_.shutdown(PlainStream::shutdown_send, ignored);
    std::array<char, 1024> unwanted;
    for (std::size_t dropped = 0; dropped < kLingerBytes;) {
      const asio::mutable_buffer buffer(unwanted.data(), unwanted.size());
      const auto [failure, size] = co_await stream_.async_read_some(buffer, kOutcome);
      if (is_reset(failure)) exchange_.peer_reset();
      if (failure) break;
      dropped += size;
    }
  }
}

}  // namespace

void serve_connection(const std::shared_ptr<ServerLoop>& loop, NewConnection connection) {
  PlainStream plain(loop->context);
  // The protocol is not used, because the socket exists already.
  boost::system::error_code failure;
  plain.assign(asio::generic::stream_protocol(AF_UNSPEC, 0), connection.socket.get(), failure);
  if (failure) return;
  connection.socket.release();
  if (loop->settings->tls) {
    std::make_shared<ConnectionOn<TlsStream>>(loop, std::move(connection), std::move(plain),
                                              *loop->settings->tls)
        ->start();
  } else {
    std::make_shared<ConnectionOn<PlainStream>>(loop, std::move(connection), std::move(plain))
        ->start();
  }
}

}  // namespace yak::net
