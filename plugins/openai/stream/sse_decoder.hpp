#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::openai {

/// Finds the data of server-sent events in a stream of bytes that may be cut anywhere (WHATWG HTML,
/// section 9.2.6). Lines end in CR, LF or CRLF; comments and the fields `event`, `id` and `retry`
/// are passed over, since chat completions carry everything in `data`.
///
/// Feed bytes, then ask for events until there is none. Not thread-safe.
class SseDecoder {
 public:
  static constexpr std::size_t kMaxEventBytes = std::size_t{1} << 20U;

  explicit SseDecoder(std::size_t max_event_bytes = kMaxEventBytes) : limit_(max_event_bytes) {}

  /// Gives the next bytes. They must stay valid until `next` has said that there is no event.
  void feed(std::string_view bytes) noexcept { input_ = bytes; }
  /// The next event's data, valid until the next call; nothing: more bytes are needed.
  /// `too_large`: an event, or a line of one, passes the bound; decoding is over.
  result<std::optional<std::string_view>> next();
  /// What a stream that ended without an empty line left behind: the specification drops it, but
  /// some servers end so after `[DONE]`. Valid until the next call.
  std::optional<std::string_view> finish();

 private:
  /// Cuts the next line off the input; nothing: its end has not come yet.
  std::optional<std::string_view> take_line();
  void take_field(std::string_view line);

  std::size_t limit_;
  std::string_view input_;
  std::string partial_;  ///< of a line whose end has not come
  std::string line_;     ///< a line that was put together from several reads
  std::string data_;     ///< of the event being read
  bool has_data_ = false;
  bool delivered_ = false;     ///< data_ was handed out and belongs to the past
  bool skip_newline_ = false;  ///< the last read ended in CR: a LF now belongs to it
  bool at_start_ = true;       ///< a byte order mark may come
};

}  // namespace yak::openai
