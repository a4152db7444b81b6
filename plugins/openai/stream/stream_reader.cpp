// SPDX-License-Identifier: Apache-2.0
#include "openai/stream/stream_reader.hpp"

#include <algorithm>

#include "openai/api/completion_body.hpp"
#include "openai/stream/completion_stream.hpp"
#include "openai/stream/sse_decoder.hpp"

namespace yak::openai {
namespace {

using std::chrono::milliseconds;

/// How long to wait for the end of the response after `[DONE]`. The answer does not depend on it,
/// but reading to the end lets the connection be reused.
constexpr milliseconds kEndOfStreamWait{1'000};

bool is_success(int status) noexcept { return status >= 200 && status < 300; }

bool is_event_stream(std::string_view content_type) noexcept {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  const std::size_t end = type.find_last_not_of(' ');
  return same_header(type.substr(0, end == std::string_view::npos ? 0 : end + 1),
                     "text/event-stream");
}

/// Some servers stream with another content type.
bool looks_like_events(std::string_view body) noexcept {
  return body.starts_with("data:") || body.starts_with("event:") || body.starts_with(":");
}

std::string in_seconds(milliseconds span) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(span);
  if (whole == span) return std::to_string(whole.count()) + " s";
  return std::to_string(span.count()) + " ms";
}

}  // namespace

/// The state that exists from the head of an answer on.
struct StreamReader::Arrival {
  Arrival(const ErrorReader& errors, MonotonicTime begin)
      : stream(errors), last_piece(begin), first_piece(begin) {}

  int status = 0;
  SseDecoder decoder;
  CompletionStream stream;
  MonotonicTime last_piece;
  MonotonicTime first_piece;
  std::optional<error> failure;
  std::size_t pieces = 0;
  bool streams = false;
  bool answer_began = false;
};

StreamReader::StreamReader(const ErrorReader& errors, Clock& clock, StallTimeouts stall_timeouts,
                           DeltaSink& sink)
    : errors_(errors),
      clock_(clock),
      stall_timeouts_(stall_timeouts),
      sink_(sink),
      begin_(clock.monotonic()) {}

StreamReader::~StreamReader() = default;

StreamReader::Arrival& StreamReader::arrive(const HttpResponse& head) {
  if (!arrival_) arrival_ = std::make_unique<Arrival>(errors_, begin_);
  arrival_->status = head.status;
  arrival_->stream.set_request_id(request_id_of(head));
  return *arrival_;
}

bool StreamReader::on_head(const HttpResponse& head) {
  Arrival& arrival = arrive(head);
  arrival.streams = is_success(head.status) && is_event_stream(head.header("content-type"));
  return arrival.streams;
}

void StreamReader::forward_delta(std::string_view delta) {
  if (delta.empty()) return;
  arrival_->answer_began = true;
  sink_.on_delta(delta);
}

result<void> StreamReader::take_events(std::string_view data, std::string& delta) {
  SseDecoder& decoder = arrival_->decoder;
  decoder.feed(data);
  while (true) {
    const auto event = decoder.next();
    if (!event) {
      return errors_.broken(event.error().kind, "broke off: " + event.error().message,
                            request_id());
    }
    if (!*event) return {};
    if (const result<void> taken = arrival_->stream.take(**event, delta); !taken) return taken;
  }
}

void StreamReader::note_pieces() {
  Arrival& arrival = *arrival_;
  if (arrival.stream.pieces() == arrival.pieces) return;
  arrival.last_piece = clock_.monotonic();
  if (arrival.pieces == 0) arrival.first_piece = arrival.last_piece;
  arrival.pieces = arrival.stream.pieces();
}

milliseconds StreamReader::stall_left() const {
  const MonotonicTime end = arrival_->pieces == 0 ? begin_ + stall_timeouts_.first_token
                                                  : arrival_->last_piece + stall_timeouts_.stall;
  return std::chrono::ceil<milliseconds>(end - clock_.monotonic());
}

bool StreamReader::on_data(std::string_view data) {
  std::string delta;
  if (const result<void> taken = take_events(data, delta); !taken) {
    arrival_->failure = taken.error();
    return false;
  }
  forward_delta(delta);
  note_pieces();
  if (arrival_->stream.is_whole() || stall_left() > milliseconds(0)) return true;
  arrival_->failure = silent();
  return false;
}

milliseconds StreamReader::stall_timeout(milliseconds stall) const {
  if (arrival_->stream.is_done()) return kEndOfStreamWait;
  if (arrival_->stream.is_whole()) return std::min(stall, stall_timeouts_.stall);
  return std::max(stall_left(), milliseconds(1));
}

error StreamReader::silent() const {
  const std::string what =
      arrival_->pieces == 0
          ? "gave no first piece of an answer in " + in_seconds(stall_timeouts_.first_token)
          : "stopped in mid-answer for " + in_seconds(stall_timeouts_.stall);
  return errors_.broken(ErrorKind::timeout, what, request_id());
}

error StreamReader::from_transport(error failure) const {
  const bool streams = arrival_ && arrival_->streams;
  if (streams && failure.kind == ErrorKind::timeout && stall_left() <= milliseconds(0)) {
    return silent();
  }
  std::string sentence = errors_.label() + ": " + failure.message;
  if (!request_id().empty()) sentence.append(" (request ").append(request_id()).append(")");
  failure.message = std::move(sentence);
  failure.kind = of_answer(failure.kind);
  return failure;
}

result<Completion> StreamReader::finish_stream(const result<HttpResponse>& outcome) {
  if (arrival_->failure) return *arrival_->failure;
  CompletionStream& stream = arrival_->stream;
  std::string delta;
  if (!stream.is_whole()) {
    if (!outcome) return from_transport(outcome.error());
    if (const auto rest = arrival_->decoder.finish()) {
      const result<void> taken = stream.take(*rest, delta);
      // An incomplete event means that the stream was cut, which `finish` reports.
      if (!taken && taken.error().kind != ErrorKind::protocol) return taken.error();
    }
  }
  result<Completion> completion = stream.finish(delta);
  if (completion) forward_delta(delta);
  note_pieces();
  return completion;
}

result<Completion> StreamReader::finish_body(const HttpResponse& response) {
  result<Completion> completion = read_completion(response.body, request_id(), errors_);
  if (completion) forward_delta(completion->text);
  return completion;
}

result<Completion> StreamReader::finish(result<HttpResponse> outcome) {
  if (arrival_ && arrival_->streams) return finish_stream(outcome);
  if (!outcome) return from_transport(outcome.error());
  arrive(*outcome);
  if (!is_success(outcome->status)) return errors_.from_response(*outcome, clock_.now());
  if (!looks_like_events(outcome->body)) return finish_body(*outcome);
  on_data(outcome->body);
  return finish_stream(outcome);
}

bool StreamReader::answer_began() const noexcept { return arrival_ && arrival_->answer_began; }

int StreamReader::status() const noexcept { return arrival_ ? arrival_->status : 0; }

std::string_view StreamReader::request_id() const noexcept {
  return arrival_ ? std::string_view(arrival_->stream.request_id()) : std::string_view();
}

std::optional<milliseconds> StreamReader::first_token_after() const {
  if (!arrival_ || arrival_->pieces == 0) return std::nullopt;
  return std::chrono::floor<milliseconds>(arrival_->first_piece - begin_);
}

}  // namespace yak::openai
