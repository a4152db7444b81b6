// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/text_pieces.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "twilio_whatsapp/text/chunker.hpp"
#include "twilio_whatsapp/text/utf16.hpp"

namespace yak::twilio {
namespace {

/// Down to eighths; a text that is still refused must be refused for another reason.
constexpr int kMaxCuts = 3;

}  // namespace

TextPieces::TextPieces(std::string text, std::size_t limit) : limit_(limit) {
  waiting_.push_back({std::move(text), 0});
}

std::optional<std::string> TextPieces::next() {
  if (waiting_.empty()) return std::nullopt;
  last_ = std::move(waiting_.front());
  waiting_.pop_front();
  return last_.text;
}

bool TextPieces::cut_smaller() {
  if (last_.cuts == kMaxCuts) return false;
  ChunkOptions options;
  options.limit = std::min(limit_, utf16_length(last_.text)) / 2 + 2;
  std::vector<std::string> parts = split_text(last_.text, options);
  if (parts.size() < 2) return false;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    waiting_.push_front({std::move(*part), last_.cuts + 1});
  }
  return true;
}

}  // namespace yak::twilio
