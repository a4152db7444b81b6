#include "net/connection.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <exception>
#include <type_traits>
#include <utility>

#include "net/connection_stream.hpp"
#include "net/request_parser.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

using std::chrono::milliseconds;

constexpr auto kOutcome = asio::as_tuple(asio::use_awaitable);
/// For bodies sent to paths that nothing serves; reading them keeps the connection usable.
constexpr std::size_t kStrayBody = std::size_t{64} << 10U;
/// How long, and for how many bytes, a client may go on sending after its last response: closing
/// with unread bytes resets the connection, and the client may lose the response (RFC 9112, 9.6).
constexpr milliseconds kLinger{1'000};
constexpr std::size_t kLingerBytes = std::size_t{256} << 10U;
/// While draining, for the first byte of a connection that the kernel took before the end.
constexpr milliseconds kDrainGrace{250};
/// A wrong path is worth so much of a log line.
constexpr std::size_t kLoggedPath = 100;

enum class Stage : std::uint8_t { handshake, idle, header, body, handler, write, closing };

template <class Stream>
class ConnectionOn final : public Connection,
                           public std::enable_shared_from_this<ConnectionOn<Stream>> {
 public:
  template <class... StreamArguments>
  ConnectionOn(std::shared_ptr<ServerLoop> loop, std::string remote, StreamArguments&&... arguments)
      : loop_(std::move(loop)),
        stream_(std::forward<StreamArguments>(arguments)...),
        remote_(std::move(remote)),
        parser_(loop_->shared->options.max_header_bytes) {}

  void start();
  void on_deadline() override;
  void drain() override;
  void abort() override;

 private:
  using Step = RequestParser::Step;

  task<void> run();
  task<bool> handshake();
  task<bool> serve();
  task<Step> read();
  task<bool> give_up(Step step);
  task<bool> send_continue();
  task<bool> answer(RouteTable::Match match);
  task<ServerResponse> call(const Route& route);
  task<bool> respond(ServerResponse response, bool keep_alive);
  task<bool> write_rest();
  task<void> close_gently();
  void finish() noexcept;

  ServerResponse stray(const RouteTable::Match& match);
  void expire_handler();
  void conclude(const ServerResponse& response, bool written);
  void arm(Stage stage, milliseconds span);
  [[nodiscard]] const ServerOptions& options() const { return loop_->shared->options; }
  [[nodiscard]] ServerMetrics& metrics() { return loop_->shared->metrics; }
  [[nodiscard]] Logger& log() { return loop_->shared->log; }
  [[nodiscard]] bool is_head() { return parser_.request().method == "HEAD"; }

  std::shared_ptr<ServerLoop> loop_;
  Stream stream_;
  std::string remote_;
  RequestParser parser_;
  std::string head_;
  Unwritten rest_;
  asio::cancellation_signal handler_stop_;
  Stage stage_ = Stage::handshake;
  bool expired_ = false;   ///< the stage's deadline has passed
  bool cut_off_ = false;   ///< the running handler's answer is not wanted any more
  bool served_ = false;    ///< at least one request
  bool answered_ = false;  ///< the peer was sent a last response, which it should get to read
};

template <class Stream>
void ConnectionOn<Stream>::start() {
  loop_->connections.push_back(*this);
  metrics().connections.add(1);
  boost::system::error_code ignored;
  socket_of(stream_).non_blocking(true, ignored);
  auto self = this->shared_from_this();
  auto ended = [self](const std::exception_ptr& failure) {
    if (failure) self->log().error("a connection ended by an exception");
    self->finish();
    // The signal, a member, must outlive the coroutine that is just ending.
    asio::post(self->loop_->context, [self] {});
  };
  asio::co_spawn(loop_->context, run(),
                 asio::bind_cancellation_slot(handler_stop_.slot(), std::move(ended)));
}

template <class Stream>
void ConnectionOn<Stream>::finish() noexcept {
  DeadlineList::clear(*this);
  boost::system::error_code ignored;
  socket_of(stream_).close(ignored);
  metrics().connections.add(-1);
  loop_->shared->leave();
}

template <class Stream>
void ConnectionOn<Stream>::arm(Stage stage, milliseconds span) {
  stage_ = stage;
  expired_ = false;
  loop_->deadlines.set(*this, span);
}

template <class Stream>
void ConnectionOn<Stream>::on_deadline() {
  expired_ = true;
  boost::system::error_code ignored;
  switch (stage_) {
    case Stage::idle:
    case Stage::header:
    case Stage::body: socket_of(stream_).cancel(ignored); break;
    case Stage::handler: expire_handler(); break;
    case Stage::handshake:
    case Stage::write:
    case Stage::closing: socket_of(stream_).close(ignored); break;
  }
}

template <class Stream>
void ConnectionOn<Stream>::drain() {
  if (stage_ != Stage::idle) return;
  if (served_) {
    on_deadline();
  } else {
    arm(Stage::idle, kDrainGrace);
  }
}

template <class Stream>
void ConnectionOn<Stream>::abort() {
  boost::system::error_code ignored;
  socket_of(stream_).close(ignored);
  if (stage_ == Stage::handler && !std::exchange(cut_off_, true)) {
    handler_stop_.emit(asio::cancellation_type::terminal);
  }
}

template <class Stream>
task<void> ConnectionOn<Stream>::run() {
  bool open = co_await handshake();
  while (open) open = co_await serve();
  if (answered_) co_await close_gently();
}

template <class Stream>
task<bool> ConnectionOn<Stream>::handshake() {
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    arm(Stage::handshake, options().header_timeout);
    const auto [failure] = co_await stream_.async_handshake(TlsStream::server, kOutcome);
    if (failure) {
      metrics().tls_failures.add();
      co_return false;
    }
  }
  co_return true;
}

/// One request from its first byte to its response; false when the connection is to end.
template <class Stream>
task<bool> ConnectionOn<Stream>::serve() {
  parser_.begin();
  Step step = parser_.advance();
  if (step == Step::need_more) {
    const milliseconds first = loop_->draining ? kDrainGrace : options().header_timeout;
    arm(Stage::idle, served_ ? options().idle_timeout : first);
    if (parser_.has_begun()) arm(Stage::header, options().header_timeout);
    step = co_await read();
  }
  if (step != Step::header) co_return co_await give_up(step);
  const ServerRequest& request = parser_.request();
  const RouteTable::Match match = loop_->shared->routes.find(request.method, request.path);
  parser_.limit_body(match.route != nullptr ? match.route->max_body_bytes : kStrayBody);
  step = parser_.advance();
  if (step == Step::need_more) {
    arm(Stage::body, options().body_timeout);
    if (parser_.expects_continue()) {
      if (match.route == nullptr) co_return co_await respond(stray(match), false);
      if (!co_await send_continue()) co_return false;
    }
    step = co_await read();
  }
  if (step != Step::complete) co_return co_await give_up(step);
  co_return co_await answer(match);
}

/// Reads until the parser has come a step further; need_more when the connection or the time ended.
template <class Stream>
task<RequestParser::Step> ConnectionOn<Stream>::read() {
  Step step = Step::need_more;
  while (step == Step::need_more && !expired_) {
    const std::span<char> space = parser_.space();
    const asio::mutable_buffer buffer(space.data(), space.size());
    const auto [failure, size] = co_await stream_.async_read_some(buffer, kOutcome);
    if (failure && size == 0) break;
    parser_.commit(size);
    step = parser_.advance();
    if (step == Step::need_more && stage_ == Stage::idle && parser_.has_begun()) {
      arm(Stage::header, options().header_timeout);
    }
  }
  co_return step;
}

template <class Stream>
task<bool> ConnectionOn<Stream>::give_up(Step step) {
  Refusal refusal;
  if (step == Step::refused) {
    refusal = parser_.refusal();
    const bool too_large = refusal.status == 413 || refusal.status == 414 || refusal.status == 431;
    (too_large ? metrics().too_large : metrics().malformed).add();
  } else if (expired_ && stage_ != Stage::idle) {
    refusal = {408, "the request took too long to arrive"};
    metrics().too_slow.add();
  } else {
    co_return false;  // the peer has gone, or was idle too long
  }
  log().debug("a request was refused", {{"status", refusal.status}, {"reason", refusal.message}});
  ServerResponse response = error_response(refusal.status, refusal.message);
  co_return co_await respond(std::move(response), false);
}

template <class Stream>
task<bool> ConnectionOn<Stream>::send_continue() {
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  rest_ = {asio::buffer(head_), asio::const_buffer()};
  const bool sent = co_await write_rest();
  if (sent) arm(Stage::body, options().body_timeout);
  co_return sent;
}

template <class Stream>
ServerResponse ConnectionOn<Stream>::stray(const RouteTable::Match& match) {
  const RouteTable& routes = loop_->shared->routes;
  const ServerRequest& request = parser_.request();
  if (!routes.hint_line().empty() && loop_->may_log()) {
    log().warn(match.allow == nullptr ? "a request for a path that nothing serves"
                                      : "a request with a method that its path does not serve",
               {{"method", request.method},
                {"path", request.path.substr(0, kLoggedPath)},
                {"hint", routes.hint_line()}});
  }
  const std::string_view accepts = request.header("Accept");
  if (match.allow == nullptr) return routes.not_found(accepts);
  return routes.method_not_allowed(*match.allow, accepts);
}

template <class Stream>
task<bool> ConnectionOn<Stream>::answer(RouteTable::Match match) {
  parser_.request().remote = remote_;
  ServerResponse response;
  if (match.route == nullptr) {
    response = stray(match);
  } else {
    arm(Stage::handler, match.route->timeout);
    response = co_await call(*match.route);
    stage_ = Stage::write;
    if (cut_off_) {
      // Cancelled: without this every further co_await would throw.
      co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
      conclude(response, false);
      co_return false;
    }
  }
  const bool keep_alive = parser_.keep_alive() && !loop_->draining;
  const bool kept = co_await respond(std::move(response), keep_alive);
  parser_.finish();
  parser_.shrink();
  served_ = true;
  co_return kept;
}

template <class Stream>
task<ServerResponse> ConnectionOn<Stream>::call(const Route& route) {
  std::string reason = "unknown exception";
  try {
    co_return co_await route.handler(parser_.request());
  } catch (const std::exception& failure) {
    reason = failure.what();
  } catch (...) {
  }
  if (!cut_off_) log().error("a handler threw", {{"path", route.path}, {"reason", reason}});
  co_return error_response(500, "internal error");
}

/// The handler ran out of time. It may not heed the cancellation, so the client is answered here.
template <class Stream>
void ConnectionOn<Stream>::expire_handler() {
  cut_off_ = true;
  metrics().handler_timeouts.add();
  metrics().count_response(503);
  log().warn("a handler took too long", {{"path", parser_.request().path.substr(0, kLoggedPath)}});
  head_ = closing_response(503, "this took too long; try again later");
  if (is_head()) head_.resize(head_.find("\r\n\r\n") + 4);
  rest_ = {asio::buffer(head_), asio::const_buffer()};
  answered_ = write_now(stream_, rest_) == head_.size();
  boost::system::error_code ignored;
  socket_of(stream_).shutdown(PlainStream::shutdown_send, ignored);
  handler_stop_.emit(asio::cancellation_type::terminal);
}

template <class Stream>
task<bool> ConnectionOn<Stream>::respond(ServerResponse response, bool keep_alive) {
  if (response.status < 200 || response.status > 599) {
    log().error("a handler gave an impossible status", {{"status", response.status}});
    response.status = 500;
  }
  head_.clear();
  const std::string_view date = loop_->date.at(std::time(nullptr));
  const ResponseFraming framing{parser_.is_http_1_1(), keep_alive};
  if (!append_response_head(head_, response, framing, date)) {
    log().error("a response has headers that cannot be sent");
  }
  const bool bodiless = is_head() || !has_body(response);
  rest_ = {asio::buffer(head_), bodiless ? asio::const_buffer() : asio::buffer(response.body)};
  // The kernel takes bytes for a peer that has left; whoever asks should not be told it got them.
  const bool gone = response.after_write && has_hung_up(socket_of(stream_));
  if constexpr (std::is_same_v<Stream, PlainStream>) advance(rest_, write_now(stream_, rest_));
  const bool written = asio::buffer_size(rest_) == 0 || co_await write_rest();
  metrics().count_response(response.status);
  conclude(response, written && !gone);
  answered_ = written && !keep_alive;
  co_return written&& keep_alive;
}

template <class Stream>
task<bool> ConnectionOn<Stream>::write_rest() {
  while (asio::buffer_size(rest_) > 0) {
    arm(Stage::write, options().write_timeout);
    const auto [failure, size] = co_await stream_.async_write_some(rest_, kOutcome);
    if (failure) co_return false;
    advance(rest_, size);
  }
  co_return true;
}

template <class Stream>
void ConnectionOn<Stream>::conclude(const ServerResponse& response, bool written) {
  if (!response.after_write) return;
  try {
    response.after_write(written);
  } catch (const std::exception& failure) {
    log().error("after_write threw", {{"reason", failure.what()}});
  } catch (...) {
    log().error("after_write threw");
  }
}

template <class Stream>
task<void> ConnectionOn<Stream>::close_gently() {
  arm(Stage::closing, kLinger);
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    co_await stream_.async_shutdown(kOutcome);
  } else {
    boost::system::error_code ignored;
    stream_.shutdown(PlainStream::shutdown_send, ignored);
    std::array<char, 1024> unwanted;
    for (std::size_t dropped = 0; dropped < kLingerBytes;) {
      const asio::mutable_buffer buffer(unwanted.data(), unwanted.size());
      const auto [failure, size] = co_await stream_.async_read_some(buffer, kOutcome);
      if (failure) break;
      dropped += size;
    }
  }
}

}  // namespace

void open_connection(const std::shared_ptr<ServerLoop>& loop, Descriptor socket,
                     std::string remote) {
  PlainStream plain(loop->context);
  // The protocol is asked for by nothing here: the socket exists already.
  boost::system::error_code failure;
  plain.assign(asio::generic::stream_protocol(AF_UNSPEC, 0), socket.get(), failure);
  if (failure) {
    loop->shared->leave();
    return;
  }
  socket.release();
  if (loop->shared->tls) {
    std::make_shared<ConnectionOn<TlsStream>>(loop, std::move(remote), std::move(plain),
                                              *loop->shared->tls)
        ->start();
  } else {
    std::make_shared<ConnectionOn<PlainStream>>(loop, std::move(remote), std::move(plain))->start();
  }
}

}  // namespace yak::net
