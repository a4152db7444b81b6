#include "openai/stream_reader.hpp"

#include <algorithm>

#include "openai/completion_body.hpp"

namespace yak::openai {
namespace {

using std::chrono::milliseconds;

/// How long the end of the connection may lag behind the end of the answer. Waiting for it keeps
/// the connection for the next request; the answer does not depend on it.
constexpr milliseconds kFarewell{1'000};

bool is_success(int status) noexcept { return status >= 200 && status < 300; }

bool is_event_stream(std::string_view content_type) noexcept {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  const std::size_t end = type.find_last_not_of(' ');
  return same_header(type.substr(0, end == std::string_view::npos ? 0 : end + 1),
                     "text/event-stream");
}

/// Some servers stream without saying so.
bool looks_like_events(std::string_view body) noexcept {
  return body.starts_with("data:") || body.starts_with("event:") || body.starts_with(":");
}

std::string in_seconds(milliseconds span) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(span);
  if (whole == span) return std::to_string(whole.count()) + " s";
  return std::to_string(span.count()) + " ms";
}

}  // namespace

StreamReader::StreamReader(const ErrorReader& errors, Clock& clock, Silence silence,
                           DeltaSink& sink)
    : errors_(errors),
      clock_(clock),
      silence_(silence),
      sink_(sink),
      stream_(errors),
      begin_(clock.monotonic()),
      last_piece_(begin_),
      first_piece_(begin_) {}

bool StreamReader::on_head(const HttpResponse& head) {
  status_ = head.status;
  request_id_ = request_id_of(head);
  stream_.set_request_id(request_id_);
  streams_ = is_success(head.status) && is_event_stream(head.header("content-type"));
  return streams_;
}

void StreamReader::hand_on(std::string_view delta) {
  if (delta.empty()) return;
  answer_began_ = true;
  sink_.on_delta(delta);
}

result<void> StreamReader::take_events(std::string_view data, std::string& delta) {
  decoder_.feed(data);
  while (true) {
    const auto event = decoder_.next();
    if (!event)
      return errors_.broken(event.error().kind, "broke off: " + event.error().message, request_id_);
    if (!*event) return {};
    if (const result<void> taken = stream_.take(**event, delta); !taken) return taken;
  }
}

void StreamReader::note_pieces() {
  if (stream_.pieces() == pieces_) return;
  last_piece_ = clock_.monotonic();
  if (pieces_ == 0) first_piece_ = last_piece_;
  pieces_ = stream_.pieces();
}

milliseconds StreamReader::silence_left() const {
  const MonotonicTime end =
      pieces_ == 0 ? begin_ + silence_.first_token : last_piece_ + silence_.stall;
  return std::chrono::ceil<milliseconds>(end - clock_.monotonic());
}

bool StreamReader::on_data(std::string_view data) {
  std::string delta;
  if (const result<void> taken = take_events(data, delta); !taken) {
    failure_ = taken.error();
    return false;
  }
  hand_on(delta);
  note_pieces();
  if (stream_.is_whole() || silence_left() > milliseconds(0)) return true;
  failure_ = silent();
  return false;
}

milliseconds StreamReader::patience(milliseconds stall) const {
  if (stream_.is_done()) return kFarewell;
  if (stream_.is_whole()) return std::min(stall, silence_.stall);
  return std::max(silence_left(), milliseconds(1));
}

error StreamReader::silent() const {
  const std::string what =
      pieces_ == 0 ? "gave no first piece of an answer in " + in_seconds(silence_.first_token)
                   : "stopped in mid-answer for " + in_seconds(silence_.stall);
  return errors_.broken(ErrorKind::timeout, what, request_id_);
}

error StreamReader::from_transport(error failure) const {
  if (streams_ && failure.kind == ErrorKind::timeout && silence_left() <= milliseconds(0)) {
    return silent();
  }
  std::string sentence = errors_.label() + ": " + failure.message;
  if (!request_id_.empty()) sentence += " (request " + request_id_ + ")";
  failure.message = std::move(sentence);
  return failure;
}

result<Completion> StreamReader::finish_stream(const result<HttpResponse>& outcome) {
  if (failure_) return *failure_;
  std::string delta;
  if (!stream_.is_whole()) {
    if (!outcome) return from_transport(outcome.error());
    if (const auto rest = decoder_.finish()) {
      const result<void> taken = stream_.take(*rest, delta);
      // Half an event means a cut stream, not nonsense.
      if (!taken && taken.error().kind != ErrorKind::protocol) return taken.error();
    }
  }
  result<Completion> completion = stream_.finish(delta);
  if (completion) hand_on(delta);
  note_pieces();
  return completion;
}

result<Completion> StreamReader::finish_body(const HttpResponse& response) {
  result<Completion> completion = read_completion(response.body, request_id_, errors_);
  if (completion) hand_on(completion->text);
  return completion;
}

result<Completion> StreamReader::finish(result<HttpResponse> outcome) {
  if (streams_) return finish_stream(outcome);
  if (!outcome) return from_transport(outcome.error());
  status_ = outcome->status;
  request_id_ = request_id_of(*outcome);
  if (!is_success(status_)) return errors_.from_response(*outcome, clock_.now());
  if (!looks_like_events(outcome->body)) return finish_body(*outcome);
  stream_.set_request_id(request_id_);
  on_data(outcome->body);
  return finish_stream(outcome);
}

std::optional<milliseconds> StreamReader::first_token_after() const {
  if (pieces_ == 0) return std::nullopt;
  return std::chrono::floor<milliseconds>(first_piece_ - begin_);
}

}  // namespace yak::openai
