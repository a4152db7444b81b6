// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "openai/api/answer.hpp"
#include "openai/errors/error_response.hpp"
#include "openai/json/text_joiner.hpp"

namespace yak::openai {

/// Assembles a streamed chat completion. Pass the data of each event to `take`, in order, then call
/// `finish`. Not thread-safe; `errors` must outlive it.
class CompletionStream {
 public:
  explicit CompletionStream(const ErrorReader& errors) : errors_(errors) {}

  /// Takes one event; appends its text to `delta`. An error ends the stream: one that the server
  /// reported, `protocol` for an invalid event, `too_large`.
  result<void> take(std::string_view data, std::string& delta);
  /// Ends the stream; appends added text to `delta`. `unavailable` when the stream was cut: neither
  /// `[DONE]` nor a finish reason was received.
  result<Completion> finish(std::string& delta);

  /// Whether `[DONE]` was received.
  [[nodiscard]] bool is_done() const noexcept { return done_; }
  /// Whether the answer is complete, even if the connection breaks now.
  [[nodiscard]] bool is_whole() const noexcept {
    return !answer_.finish_reason.empty() || (done_ && has_choice_);
  }
  /// How many events had a piece of an answer: text, refusal, reasoning or a tool call.
  [[nodiscard]] std::size_t pieces() const noexcept { return pieces_; }
  /// Sets the request id that errors name.
  void set_request_id(std::string id) { request_id_ = std::move(id); }
  [[nodiscard]] const std::string& request_id() const noexcept { return request_id_; }

 private:
  result<void> take_chunk(const boost::json::value& chunk, std::string& delta);
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
