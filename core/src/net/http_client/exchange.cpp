// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/exchange.hpp"

#include <tuple>
#include <utility>

namespace yak::net {
namespace {

using Progress = ResponseReader::Progress;
using Stage = RequestDeadline::Stage;

// Subtracted from the server's idle timeout, because the server may close the connection while a
// request is on its way.
constexpr std::chrono::milliseconds kIdleMargin{1'000};

}  // namespace

Exchange::Exchange(ClientLoop& loop, PooledConnection& connection, RequestPlan& plan,
                   BodySink* sink, RequestDeadline& deadline)
    : loop_(loop),
      connection_(connection),
      plan_(plan),
      sink_(sink),
      deadline_(deadline),
      sent_before_(connection.transport.sent()) {
  deadline_.enter(Stage::stall);
}

Exchange::WaitFor Exchange::step() {
  WaitFor next = WaitFor::turn;
  bool goes_on = true;
  while (goes_on) {
    if (auto ended = deadline_.ended()) return fail(*std::move(ended));
    goes_on = is_written_ ? read(next) : write(next);
  }
  if (next == WaitFor::over) return next;
  // A deadline or cancellation that occurred outside a wait interrupted nothing, so check again
  // before the caller waits.
  if (auto ended = deadline_.ended()) return fail(*std::move(ended));
  return next;
}

/// Returns true if the next step can run at once; otherwise `next` says what to wait for.
bool Exchange::write(WaitFor& next) {
  const Transport::Output output{plan_.head.reveal(), plan_.body};
  const IoStep step = connection_.transport.write(output, offset_, loop_.write_buffer);
  switch (step.status) {
    case IoStatus::want_read: next = WaitFor::readable; return false;
    case IoStatus::want_write: next = WaitFor::writable; return false;
    case IoStatus::done: break;
    case IoStatus::failed:
    case IoStatus::closed: {
      // A server that refuses a long request may respond and close before it has read all of it.
      const std::string& why = connection_.transport.failure();
      write_failure_ = why.empty() ? "closed by the peer" : why;
      end_writing();
      return true;
    }
  }
  offset_ += step.bytes;
  if (offset_ < output.size()) {
    deadline_.enter(Stage::stall);
    return true;
  }
  end_writing();
  next = WaitFor::readable;  // the response cannot have arrived yet
  return false;
}

void Exchange::end_writing() {
  is_written_ = true;
  deadline_.enter(Stage::first_byte);
  if (plan_.is_idempotent || !write_failure_.empty()) return;
  // Assigning an empty string would keep the memory allocated.
  std::ignore = std::exchange(plan_.head, {});
  std::string().swap(plan_.body);
}

/// Returns as `write` does.
bool Exchange::read(WaitFor& next) {
  const IoStep step = connection_.transport.read(loop_.read_buffer);
  const bool begun = reader_ && reader_->begun();
  switch (step.status) {
    case IoStatus::want_read: next = WaitFor::readable; return false;
    case IoStatus::want_write: next = WaitFor::writable; return false;
    case IoStatus::failed: next = cut_off(connection_.transport.failure()); return false;
    case IoStatus::closed:
      next = begun ? conclude(reader_->end()) : cut_off("closed without a response");
      return false;
    case IoStatus::done: break;
  }
  const Progress progress = feed(step.bytes);
  if (progress != Progress::more) {
    next = conclude(progress);
    return false;
  }
  if (!connection_.transport.may_hold_more(step.bytes, loop_.read_buffer.size())) {
    next = WaitFor::readable;
    return false;
  }
  next = WaitFor::turn;
  return ++burst_ % kBurst != 0;
}

ResponseReader::Progress Exchange::feed(std::size_t bytes) {
  if (!reader_) {
    const ResponseReader::Limits limits{plan_.max_response_bytes,
                                        loop_.shared->options.max_streamed_bytes};
    reader_ = std::make_unique<ResponseReader>(plan_.is_head, limits, sink_);
  }
  const Progress progress = reader_->feed({loop_.read_buffer.data(), bytes});
  deadline_.enter_stall(reader_->stall_timeout(plan_.deadlines.stall));
  return progress;
}

Exchange::WaitFor Exchange::conclude(Progress progress) {
  if (progress == Progress::failed) {
    const error& why = reader_->failure();
    return fail(error(why.kind, plan_.to->peer + ": " + why.message));
  }
  reusable_ = progress == Progress::done && reader_->keeps_alive() && write_failure_.empty();
  return WaitFor::over;
}

Exchange::WaitFor Exchange::cut_off(const std::string& why) {
  cut_off_ = !reader_ || !reader_->begun();
  const std::string& first = write_failure_.empty() ? why : write_failure_;
  return fail(
      error(ErrorKind::unavailable, "connection to " + plan_.to->peer + " broke: " + first));
}

Exchange::WaitFor Exchange::fail(error why) {
  failure_ = std::make_unique<error>(std::move(why));
  return WaitFor::over;
}

result<HttpResponse> Exchange::take() {
  if (failure_) return std::move(*failure_);
  return reader_->take();
}

std::chrono::milliseconds Exchange::idle_timeout() const {
  const auto told = reader_->idle_timeout();
  return told ? std::chrono::milliseconds(*told) - kIdleMargin : std::chrono::milliseconds::max();
}

}  // namespace yak::net
