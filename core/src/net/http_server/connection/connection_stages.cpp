// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/connection/connection_stages.hpp"

#include <fcntl.h>

#include <utility>

namespace yak::net {
namespace asio = boost::asio;
namespace {

/// While draining, how long an idle connection stays open for a request in transit. If it were
/// closed before that request arrives, the connection would be reset.
constexpr std::chrono::milliseconds kDrainGrace{250};

}  // namespace

void StagedConnection::enter_loop() {
  exchange_.loop().connections.push_back(*this);
  exchange_.metrics().connections.add(1);
  boost::system::error_code ignored;
  socket().non_blocking(true, ignored);
}

void StagedConnection::leave_loop() noexcept {
  DeadlineList::clear(*this);
  leave_idle();
  boost::system::error_code ignored;
  socket().close(ignored);
  exchange_.metrics().connections.add(-1);
  place_.reset();
}

void StagedConnection::arm(Stage stage, std::chrono::milliseconds span) {
  stage_ = stage;
  expired_ = false;
  if (stage == Stage::idle) {
    exchange_.loop().enter_idle(*this);
  } else {
    leave_idle();
  }
  exchange_.loop().deadlines.set(*this, span);
}

void StagedConnection::await_first_byte() {
  const ServerOptions& options = exchange_.options();
  if (exchange_.parser().has_begun()) {
    arm(Stage::header, options.header_timeout);
  } else if (exchange_.loop().draining) {
    arm(Stage::idle, kDrainGrace);
    expired_ = hand_over();
  } else {
    arm(Stage::idle, served_ ? options.idle_timeout : options.header_timeout);
  }
}

void StagedConnection::on_deadline() {
  expired_ = true;
  boost::system::error_code ignored;
  switch (stage_) {
    case Stage::idle:
    case Stage::header:
    case Stage::body: socket().cancel(ignored); break;
    case Stage::handler: expire_handler(); break;
    case Stage::handshake:
    case Stage::write:
    case Stage::closing: socket().close(ignored); break;
  }
}

/// Sends the 503 response at once, because the handler may ignore its cancellation.
void StagedConnection::expire_handler() {
  cut_off_ = true;
  exchange_.compose_expired();
  advance(exchange_.rest(), write_now(exchange_.rest()));
  answered_ = asio::buffer_size(exchange_.rest()) == 0;
  boost::system::error_code ignored;
  socket().shutdown(PlainStream::shutdown_send, ignored);
  handler_stop_.emit(asio::cancellation_type::terminal);
}

void StagedConnection::drain() {
  if (stage_ != Stage::idle) return;
  if (hand_over()) {
    on_deadline();
  } else {
    arm(Stage::idle, kDrainGrace);
  }
}

/// Hands the idle connection over to the successor of this process. Returns false if that is not
/// possible.
bool StagedConnection::hand_over() {
  if (!exchange_.loop().hands_over || !is_plain()) return false;
  Descriptor copy(fcntl(socket().native_handle(), F_DUPFD_CLOEXEC, 0));
  handed_over_ = exchange_.loop().shared->keep(std::move(copy));
  return handed_over_;
}

void StagedConnection::close_idle() {
  expired_ = true;
  boost::system::error_code ignored;
  socket().close(ignored);
}

void StagedConnection::abort() {
  boost::system::error_code ignored;
  socket().close(ignored);
  if (stage_ == Stage::handler && !std::exchange(cut_off_, true)) {
    handler_stop_.emit(asio::cancellation_type::terminal);
  }
}

}  // namespace yak::net
