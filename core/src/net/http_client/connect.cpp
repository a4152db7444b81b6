// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/connect.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "net/descriptor_limit.hpp"
#include "net/http_client/request_plan.hpp"
#include "net/http_client/response_reader.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

/// Interval between two attempts to open a descriptor.
constexpr std::chrono::milliseconds kDescriptorPause{50};

error unavailable(std::string message) { return {ErrorKind::unavailable, std::move(message)}; }

/// Opens one connection. Holds the state that the steps share.
class Connector {
 public:
  Connector(ClientLoop& loop, const Destination& to, RequestDeadline& deadline,
            PooledConnection& connection)
      : loop_(loop), to_(to), deadline_(deadline), transport_(connection.transport) {}

  task<result<void>> run();

 private:
  task<result<void>> connect();
  task<result<void>> connect_by_name(std::string host, std::uint16_t port);
  task<result<Addresses>> look_up(std::string host);
  task<result<void>> try_endpoint(Transport::Endpoint endpoint);
  task<result<void>> wait_for_descriptor();
  task<result<void>> open_tunnel();
  task<result<void>> write_all(Secret data);
  task<result<void>> read_tunnel_answer();
  task<result<void>> shake_hands();

  [[nodiscard]] bool uses_proxy() const { return to_.route != Destination::Route::direct; }
  [[nodiscard]] std::string target_name() const {
    return uses_proxy() ? "proxy " + loop_.shared->proxy.proxy().authority() : to_.peer;
  }
  [[nodiscard]] error cannot_connect(const std::string& why) const {
    return unavailable("cannot connect to " + target_name() + ": " + why);
  }

  ClientLoop& loop_;
  const Destination& to_;
  RequestDeadline& deadline_;
  Transport& transport_;
};

task<result<void>> Connector::run() {
  auto connected = co_await connect();
  if (!connected) co_return connected.error();
  if (to_.route == Destination::Route::tunnel) {
    auto opened = co_await open_tunnel();
    if (!opened) co_return opened.error();
  }
  if (to_.url.scheme != Url::Scheme::https) co_return result<void>();
  co_return co_await shake_hands();
}

task<result<void>> Connector::connect() {
  if (to_.url.scheme == Url::Scheme::unix_socket) {
    const asio::local::stream_protocol::endpoint path(to_.url.host);
    co_return co_await try_endpoint(Transport::Endpoint(path));
  }
  const Url& target = uses_proxy() ? loop_.shared->proxy.proxy() : to_.url;
  if (!target.is_address) co_return co_await connect_by_name(target.host, target.port);
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(target.host), target.port);
  co_return co_await try_endpoint(Transport::Endpoint(endpoint));
}

task<result<void>> Connector::connect_by_name(std::string host, std::uint16_t port) {
  auto addresses = co_await look_up(std::move(host));
  if (!addresses) co_return addresses.error();
  result<void> tried = cannot_connect("the name has no address");
  std::size_t left = addresses->size();
  for (const asio::ip::address& address : *addresses) {
    deadline_.share_among(left--);
    const asio::ip::tcp::endpoint endpoint(address, port);
    tried = co_await try_endpoint(Transport::Endpoint(endpoint));
    if (tried || tried.error().kind != ErrorKind::unavailable) break;
  }
  deadline_.share_among(1);
  co_return tried;
}

/// The lookup needs descriptors too, and its error does not say that none was left.
task<result<Addresses>> Connector::look_up(std::string host) {
  auto addresses = co_await loop_.dns.resolve(host, deadline_);
  while (!addresses && !deadline_.ended() && !has_free_descriptor()) {
    auto waited = co_await wait_for_descriptor();
    if (!waited) co_return waited.error();
    addresses = co_await loop_.dns.resolve(host, deadline_);
  }
  co_return addresses;
}

/// Waits before the next attempt to open a descriptor. The shortage is local to this process and
/// usually short, so the request waits for a descriptor until its deadline.
task<result<void>> Connector::wait_for_descriptor() {
  loop_.shared->note_lack_of_descriptors();
  auto waited = co_await pause_for(loop_.context, kDescriptorPause, deadline_);
  if (waited || waited.error().kind == ErrorKind::canceled) co_return waited;
  co_return cannot_connect("this process has no file descriptor left");
}

task<result<void>> Connector::try_endpoint(Transport::Endpoint endpoint) {
  IoStep step = transport_.connect(endpoint);
  while (step.status == IoStatus::failed && transport_.lacks_descriptor()) {
    auto waited = co_await wait_for_descriptor();
    if (!waited) co_return waited.error();
    step = transport_.connect(endpoint);
  }
  while (step.status == IoStatus::want_write) {
    auto ready = co_await wait_ready(transport_, step.status, deadline_);
    if (!ready) co_return ready.error();
    if (deadline_.attempt_passed()) co_return cannot_connect("no response");
    step = transport_.connected();
  }
  if (step.status == IoStatus::failed) co_return cannot_connect(transport_.failure());
  co_return result<void>();
}

task<result<void>> Connector::open_tunnel() {
  Secret head = write_connect_head(to_.url, loop_.shared->proxy);
  auto written = co_await write_all(std::move(head));
  if (!written) co_return written.error();
  co_return co_await read_tunnel_answer();
}

task<result<void>> Connector::write_all(Secret data) {
  const Transport::Output output{data.reveal(), {}};
  std::size_t offset = 0;
  while (offset < output.size()) {
    const IoStep step = transport_.write(output, offset, loop_.write_buffer);
    if (step.status == IoStatus::failed) co_return cannot_connect(transport_.failure());
    offset += step.bytes;
    if (step.status == IoStatus::done) continue;
    auto ready = co_await wait_ready(transport_, step.status, deadline_);
    if (!ready) co_return ready.error();
  }
  co_return result<void>();
}

task<result<void>> Connector::read_tunnel_answer() {
  ResponseReader reader(true, {}, nullptr);
  auto progress = ResponseReader::Progress::more;
  while (progress == ResponseReader::Progress::more) {
    const IoStep step = transport_.read(loop_.read_buffer);
    if (step.status == IoStatus::want_read) {
      auto ready = co_await wait_ready(transport_, step.status, deadline_);
      if (!ready) co_return ready.error();
      continue;
    }
    if (step.status == IoStatus::failed) co_return cannot_connect(transport_.failure());
    progress = step.status == IoStatus::closed
                   ? reader.end()
                   : reader.feed({loop_.read_buffer.data(), step.bytes});
  }
  if (progress == ResponseReader::Progress::failed) {
    co_return cannot_connect(reader.failure().message);
  }
  const int status = reader.take().status;
  if (status == 407) co_return cannot_connect("it rejected the user and password (status 407)");
  if (status / 100 == 2) co_return result<void>();
  co_return cannot_connect("it refused a tunnel to " + to_.peer + " (status " +
                           std::to_string(status) + ")");
}

task<result<void>> Connector::shake_hands() {
  transport_.start_tls(*loop_.shared->tls, to_.url, loop_.sessions);
  IoStep step = transport_.handshake();
  while (step.status == IoStatus::want_read || step.status == IoStatus::want_write) {
    auto ready = co_await wait_ready(transport_, step.status, deadline_);
    if (!ready) co_return ready.error();
    step = transport_.handshake();
  }
  if (step.status == IoStatus::done) {
    const auto& told = loop_.shared->options.on_certificate;
    if (told) told(to_.url.authority(), transport_.certificate_ends());
    co_return result<void>();
  }
  co_return unavailable(step.status == IoStatus::failed
                            ? transport_.failure()
                            : "TLS handshake with " + to_.peer + " failed: connection closed");
}

}  // namespace

task<result<ConnectionPtr>> open_connection(ClientLoop& loop, const Destination& to,
                                            ConnectionSlot slot, RequestDeadline& deadline) {
  auto connection = std::make_unique<PooledConnection>(loop.context, loop.pool, std::move(slot));
  Connector connector(loop, to, deadline, *connection);
  auto connected = co_await connector.run();
  if (!connected) co_return std::move(connected.error()).before_sending();
  co_return std::move(connection);
}

}  // namespace yak::net
