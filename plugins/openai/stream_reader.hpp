#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "openai/completion_stream.hpp"
#include "openai/error_response.hpp"
#include "openai/sse_decoder.hpp"
#include "yak/clock.hpp"
#include "yak/http.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// How long a model may be silent.
struct Silence {
  std::chrono::milliseconds first_token{0};  ///< from the beginning of the attempt
  std::chrono::milliseconds stall{0};        ///< between two pieces
};

/// Reads the answer of one attempt, as it arrives or as a whole. Comments and empty chunks keep a
/// connection alive, but only pieces of an answer count as signs of life. Belongs to one coroutine;
/// everything passed must outlive it.
class StreamReader final : public BodySink {
 public:
  StreamReader(const ErrorReader& errors, Clock& clock, Silence silence, DeltaSink& sink);

  bool on_head(const HttpResponse& head) override;
  bool on_data(std::string_view data) override;
  [[nodiscard]] std::chrono::milliseconds patience(std::chrono::milliseconds stall) const override;

  /// What came of the attempt, once the request has ended with `outcome`.
  result<Completion> finish(result<HttpResponse> outcome);

  /// A part of the answer went to the sink: another attempt would repeat it.
  [[nodiscard]] bool answer_began() const noexcept { return answer_began_; }
  /// Of the answer; 0 when none came.
  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const std::string& request_id() const noexcept { return request_id_; }
  /// From the beginning of the attempt; nothing when no piece came.
  [[nodiscard]] std::optional<std::chrono::milliseconds> first_token_after() const;

 private:
  result<void> take_events(std::string_view data, std::string& delta);
  void note_pieces();
  [[nodiscard]] std::chrono::milliseconds silence_left() const;
  [[nodiscard]] error silent() const;
  [[nodiscard]] error from_transport(error failure) const;
  result<Completion> finish_stream(const result<HttpResponse>& outcome);
  result<Completion> finish_body(const HttpResponse& response);
  void hand_on(std::string_view delta);

  const ErrorReader& errors_;
  Clock& clock_;
  Silence silence_;
  DeltaSink& sink_;
  SseDecoder decoder_;
  CompletionStream stream_;
  MonotonicTime begin_;
  MonotonicTime last_piece_;
  MonotonicTime first_piece_;
  std::optional<error> failure_;
  std::string request_id_;
  std::size_t pieces_ = 0;
  int status_ = 0;
  bool streams_ = false;
  bool answer_began_ = false;
};

}  // namespace yak::openai
