// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "openai/errors/error_response.hpp"
#include "yak/clock.hpp"
#include "yak/http.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// How long a model may send nothing.
struct StallTimeouts {
  std::chrono::milliseconds first_token{0};  ///< from the beginning of the attempt
  std::chrono::milliseconds stall{0};        ///< between two pieces
};

/// Reads the answer of one attempt, streamed or whole. Comments and empty chunks do not extend the
/// stall timeout; only pieces of an answer do. Belongs to one coroutine; the constructor's
/// arguments must outlive it. Allocates its buffers only when the head of an answer arrives,
/// because many calls wait for it at once.
class StreamReader final : public BodySink {
 public:
  StreamReader(const ErrorReader& errors, Clock& clock, StallTimeouts stall_timeouts,
               DeltaSink& sink);
  ~StreamReader() override;

  bool on_head(const HttpResponse& head) override;
  bool on_data(std::string_view data) override;
  [[nodiscard]] std::chrono::milliseconds stall_timeout(
      std::chrono::milliseconds stall) const override;

  /// The attempt's result, after the request ended with `outcome`.
  result<Completion> finish(result<HttpResponse> outcome);

  /// Whether a part of the answer went to the sink, so that another attempt would repeat it.
  [[nodiscard]] bool answer_began() const noexcept;
  /// The HTTP status; 0 when there was no answer.
  [[nodiscard]] int status() const noexcept;
  /// Valid as long as the reader; empty when there is none.
  [[nodiscard]] std::string_view request_id() const noexcept;
  /// When the attempt began.
  [[nodiscard]] MonotonicTime begin() const noexcept { return begin_; }
  /// Time from the beginning of the attempt to the first piece; empty when there was none.
  [[nodiscard]] std::optional<std::chrono::milliseconds> first_token_after() const;

 private:
  struct Arrival;

  Arrival& arrive(const HttpResponse& head);
  result<void> take_events(std::string_view data, std::string& delta);
  void note_pieces();
  [[nodiscard]] std::chrono::milliseconds stall_left() const;
  [[nodiscard]] error silent() const;
  [[nodiscard]] error from_transport(error failure) const;
  result<Completion> finish_stream(const result<HttpResponse>& outcome);
  result<Completion> finish_body(const HttpResponse& response);
  void forward_delta(std::string_view delta);

  const ErrorReader& errors_;
  Clock& clock_;
  StallTimeouts stall_timeouts_;
  DeltaSink& sink_;
  MonotonicTime begin_;
  std::unique_ptr<Arrival> arrival_;
};

}  // namespace yak::openai
