#include "net/client_exchange.hpp"

#include <boost/asio/post.hpp>

namespace yak::net {
namespace {

using Progress = ResponseReader::Progress;
using Stage = RequestDeadline::Stage;

// A server closes when its time is up, not when the request that we send then arrives.
constexpr std::chrono::milliseconds kIdleMargin{1'000};

ResponseReader::Limits limits_of(const ClientLoop& loop, const HttpRequest& request) {
  return {request.max_response_bytes, loop.shared->options.max_streamed_bytes};
}

}  // namespace

Exchange::Exchange(ClientLoop& loop, PooledConnection& connection, RequestPlan& plan,
                   HttpRequest& request, BodySink* sink, RequestDeadline& deadline)
    : loop_(loop),
      connection_(connection),
      plan_(plan),
      request_(request),
      deadline_(deadline),
      reader_(plan.is_head, limits_of(loop, request), sink),
      sent_before_(connection.transport.sent()) {}

task<result<HttpResponse>> Exchange::run() {
  auto written = co_await write();
  if (!written) co_return written.error();
  auto answered = co_await read();
  if (!answered) co_return answered.error();
  co_return reader_.take();
}

task<result<void>> Exchange::write() {
  deadline_.enter(Stage::stall);
  const Transport::Output output{plan_.head, request_.body};
  std::size_t offset = 0;
  while (offset < output.size()) {
    const IoStep step = connection_.transport.write(output, offset, loop_.write_buffer);
    if (step.status == IoStatus::done) {
      offset += step.bytes;
      deadline_.enter(Stage::stall);
      continue;
    }
    if (step.status == IoStatus::failed || step.status == IoStatus::closed) {
      // A server that refuses a long request answers and closes before it has read it all.
      const std::string& why = connection_.transport.failure();
      write_failure_ = why.empty() ? "closed by the other side" : why;
      break;
    }
    auto ready = co_await wait_ready(connection_.transport, step.status, deadline_);
    if (!ready) co_return ready.error();
  }
  if (write_failure_.empty()) free_request();
  co_return result<void>();
}

void Exchange::free_request() {
  if (plan_.is_idempotent) return;
  plan_.head = std::string();
  request_.body = std::string();
}

task<result<void>> Exchange::read() {
  deadline_.enter(Stage::first_byte);
  auto progress = Progress::more;
  auto wants = IoStatus::want_read;  // an answer cannot be there yet
  int burst = 0;
  while (progress == Progress::more) {
    if (wants != IoStatus::done) {
      auto ready = co_await wait_ready(connection_.transport, wants, deadline_);
      if (!ready) co_return ready.error();
    } else if (++burst % kBurst == 0) {
      co_await boost::asio::post(loop_.context, boost::asio::deferred);
    }
    const IoStep step = connection_.transport.read(loop_.read_buffer);
    wants = step.status;
    if (wants == IoStatus::want_read || wants == IoStatus::want_write) continue;
    if (wants == IoStatus::failed) co_return cut_off(connection_.transport.failure());
    if (wants == IoStatus::closed && !reader_.begun()) {
      co_return cut_off("closed without an answer");
    }
    progress = wants == IoStatus::closed ? reader_.end() : feed(step.bytes);
    if (!connection_.transport.may_hold_more(step.bytes, loop_.read_buffer.size())) {
      wants = IoStatus::want_read;
    }
  }
  co_return conclude(progress);
}

ResponseReader::Progress Exchange::feed(std::size_t bytes) {
  const Progress progress = reader_.feed({loop_.read_buffer.data(), bytes});
  deadline_.enter_stall(reader_.patience(request_.deadlines.stall));
  return progress;
}

error Exchange::cut_off(const std::string& why) {
  cut_off_ = !reader_.begun();
  const std::string& first = write_failure_.empty() ? why : write_failure_;
  return {ErrorKind::unavailable, "connection to " + plan_.peer + " broke: " + first};
}

result<void> Exchange::conclude(ResponseReader::Progress progress) {
  if (progress == Progress::failed) {
    const error& why = reader_.failure();
    return error(why.kind, plan_.peer + ": " + why.message);
  }
  reusable_ = progress == Progress::done && reader_.keeps_alive() && write_failure_.empty();
  return {};
}

std::chrono::milliseconds Exchange::idle_timeout() const {
  const auto told = reader_.idle_timeout();
  return told ? std::chrono::milliseconds(*told) - kIdleMargin : std::chrono::milliseconds::max();
}

}  // namespace yak::net
