// SPDX-License-Identifier: Apache-2.0
#include "openai/stream/sse_decoder.hpp"

#include <algorithm>

namespace yak::openai {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The position of the first CR or LF. Searches in windows, so that neither search runs far beyond
/// the other's match, whichever character ends the lines.
std::size_t line_end(std::string_view text) noexcept {
  constexpr std::size_t kWindow = 256;
  // Fast path: every other line is empty.
  if (!text.empty() && (text.front() == '\n' || text.front() == '\r')) return 0;
  for (std::size_t begin = 0; begin < text.size(); begin += kWindow) {
    const std::string_view window = text.substr(begin, kWindow);
    const std::size_t feed = window.find('\n');
    const std::size_t end = std::min(window.substr(0, feed).find('\r'), feed);
    if (end != std::string_view::npos) return begin + end;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> SseDecoder::take_line() {
  if (skip_newline_ && !input_.empty()) {
    if (input_.front() == '\n') input_.remove_prefix(1);
    skip_newline_ = false;
  }
  const std::size_t end = line_end(input_);
  if (end == std::string_view::npos) {
    partial_.append(input_);
    input_ = {};
    return std::nullopt;
  }
  std::string_view line = input_.substr(0, end);
  skip_newline_ = input_[end] == '\r';
  input_.remove_prefix(end + 1);
  if (!partial_.empty()) {
    partial_.append(line);
    line_.swap(partial_);
    partial_.clear();
    line = line_;
  }
  if (at_start_ && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  at_start_ = false;
  return line;
}

void SseDecoder::take_field(std::string_view line) {
  constexpr std::string_view kData = "data";
  if (!line.starts_with(kData)) return;
  std::string_view value = line.substr(kData.size());
  // The name ends at a colon or at the end of the line (the value is empty then).
  if (!value.empty() && value.front() != ':') return;
  value.remove_prefix(std::min<std::size_t>(1, value.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (has_data_) data_.push_back('\n');
  data_.append(value);
  has_data_ = true;
}

result<std::optional<std::string_view>> SseDecoder::next() {
  if (delivered_) {
    data_.clear();
    has_data_ = false;
    delivered_ = false;
  }
  while (true) {
    const std::optional<std::string_view> line = take_line();
    if (data_.size() + (line ? line->size() : partial_.size()) > limit_) {
      return error(ErrorKind::too_large,
                   "an event of the stream is larger than " + std::to_string(limit_) + " bytes");
    }
    if (!line) return std::optional<std::string_view>();
    if (!line->empty()) {
      take_field(*line);
    } else if (has_data_) {
      delivered_ = true;
      return std::optional<std::string_view>(data_);
    }
  }
}

std::optional<std::string_view> SseDecoder::finish() {
  if (delivered_) {
    data_.clear();
    has_data_ = false;
  }
  if (!partial_.empty()) take_field(partial_);
  partial_.clear();
  delivered_ = has_data_;
  if (!has_data_) return std::nullopt;
  return data_;
}

}  // namespace yak::openai
