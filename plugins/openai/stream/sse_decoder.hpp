// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::openai {

/// Extracts the data of server-sent events from a byte stream that may be split anywhere (WHATWG
/// HTML, section 9.2.6). Lines end in CR, LF or CRLF; comments and the fields `event`, `id` and
/// `retry` are ignored, since chat completions use only `data`.
///
/// Call `feed`, then `next` until it returns no event. Not thread-safe.
class SseDecoder {
 public:
  static constexpr std::size_t kMaxEventBytes = std::size_t{1} << 20U;

  explicit SseDecoder(std::size_t max_event_bytes = kMaxEventBytes) : limit_(max_event_bytes) {}

  /// Sets the next bytes. They must stay valid until `next` returns no event.
  void feed(std::string_view bytes) noexcept { input_ = bytes; }
  /// The next event's data, valid until the next call; empty: more bytes are needed. `too_large`
  /// when an event, or a line of it, exceeds the limit; decoding cannot continue then.
  result<std::optional<std::string_view>> next();
  /// The last event of a stream that ended without an empty line, valid until the next call. The
  /// specification drops it, but some servers end their stream so after `[DONE]`.
  std::optional<std::string_view> finish();

 private:
  /// Removes the next line from the input; empty when its end has not been received.
  std::optional<std::string_view> take_line();
  void take_field(std::string_view line);

  std::size_t limit_;
  std::string_view input_;
  std::string partial_;  ///< of a line whose end has not been received
  std::string line_;     ///< a line that was assembled from several reads
  std::string data_;     ///< of the event being read
  bool has_data_ = false;
  bool delivered_ = false;     ///< data_ was returned; clear it at the next call
  bool skip_newline_ = false;  ///< the last line ended in CR: skip a LF that follows
  bool at_start_ = true;       ///< skip a byte order mark
};

}  // namespace yak::openai
