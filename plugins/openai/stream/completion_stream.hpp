#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "openai/api/answer.hpp"
#include "openai/errors/error_response.hpp"
#include "openai/json/utf8_text.hpp"

namespace yak::openai {

struct PlainChunk;

/// Puts the chunks of a streamed chat completion together. Give it the data of each event in order,
/// then `finish`. Not thread-safe; `errors` must outlive it.
class CompletionStream {
 public:
  explicit CompletionStream(const ErrorReader& errors) : errors_(errors) {}

  /// Takes one event. Text to show is appended to `delta`. An error ends the stream: what the
  /// server reported in mid-stream, `protocol` for nonsense, `too_large`.
  result<void> take(std::string_view data, std::string& delta);
  /// Ends the stream. `unavailable` when it was cut: neither `[DONE]` nor a finish reason came.
  /// Text that is added in the end is appended to `delta`.
  result<Completion> finish(std::string& delta);

  /// `[DONE]` came: nothing follows.
  [[nodiscard]] bool is_done() const noexcept { return done_; }
  /// The answer is whole, even if the connection broke now.
  [[nodiscard]] bool is_whole() const noexcept {
    return !answer_.finish_reason.empty() || (done_ && has_choice_);
  }
  /// How many events carried a piece of an answer: text, refusal, reasoning or a tool call.
  [[nodiscard]] std::size_t pieces() const noexcept { return pieces_; }
  /// Names the request in errors from now on.
  void set_request_id(std::string id) { request_id_ = std::move(id); }
  [[nodiscard]] const std::string& request_id() const noexcept { return request_id_; }

 private:
  result<void> take_plain(const PlainChunk& chunk, std::string& delta);
  result<void> take_document(std::string_view data, std::string& delta);
  result<void> take_choice(const boost::json::value& choice, std::string& delta);
  result<void> take_delta(const boost::json::value& choice, std::string& delta);
  [[nodiscard]] result<void> check_size() const;
  void add_text(std::string_view text, std::string& delta);
  [[nodiscard]] error broken(const error& reason) const;

  const ErrorReader& errors_;
  TextJoiner joiner_;
  Answer answer_;
  std::string request_id_;
  std::size_t pieces_ = 0;
  bool has_choice_ = false;
  bool done_ = false;
};

}  // namespace yak::openai
