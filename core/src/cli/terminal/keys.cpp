// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal/keys.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "cli/terminal/width.hpp"
#include "yak/text/utf8.hpp"

namespace yak::cli {
namespace {

using Kind = Key::Kind;

constexpr std::string_view kPasteBegins = "\x1b[200~";
constexpr std::string_view kPasteEnds = "\x1b[201~";
/// Longer than any sequence that a terminal sends for a key.
constexpr std::size_t kMaxSequence = 32;

std::optional<Kind> control_key(char byte) {
  switch (byte) {
    case '\x01': return Kind::home;
    case '\x02': return Kind::left;
    case '\x03': return Kind::interrupt;
    case '\x04': return Kind::end_of_input;
    case '\x05': return Kind::end;
    case '\x06': return Kind::right;
    case '\x08':
    case '\x7f': return Kind::backspace;
    case '\t': return Kind::tab;
    case '\n':
    case '\r': return Kind::enter;
    case '\x0b': return Kind::kill_to_end;
    case '\x0c': return Kind::clear_screen;
    case '\x0e': return Kind::down;
    case '\x10': return Kind::up;
    case '\x15': return Kind::kill_to_start;
    case '\x17': return Kind::kill_word;
    case '\x19': return Kind::yank;
    case '\x1a': return Kind::suspend;
    default: return std::nullopt;
  }
}

/// Alt with a key is sent as Escape and the key.
std::optional<Kind> alt_key(char byte) {
  switch (byte) {
    case 'b': return Kind::word_left;
    case 'f': return Kind::word_right;
    case '\r':
    case '\n': return Kind::newline;
    case '\x7f': return Kind::kill_word;
    default: return std::nullopt;
  }
}

/// `body` is a CSI or SS3 sequence after its introducer, with its final byte: `A`, `1;5C`, `3~`.
std::optional<Kind> sequence_key(std::string_view body) {
  static constexpr std::array<std::pair<std::string_view, Kind>, 22> kKeys{{
      {"A", Kind::up},           {"B", Kind::down},
      {"C", Kind::right},        {"D", Kind::left},
      {"H", Kind::home},         {"F", Kind::end},
      {"1~", Kind::home},        {"7~", Kind::home},
      {"4~", Kind::end},         {"8~", Kind::end},
      {"3~", Kind::del},         {"5~", Kind::page_up},
      {"6~", Kind::page_down},   {"1;5C", Kind::word_right},
      {"1;5D", Kind::word_left}, {"1;3C", Kind::word_right},
      {"1;3D", Kind::word_left}, {"5C", Kind::word_right},
      {"5D", Kind::word_left},   {"1;2C", Kind::right},
      {"1;2D", Kind::left},      {"13;2u", Kind::newline},
  }};
  const auto* const found =
      std::ranges::find(kKeys, body, &std::pair<std::string_view, Kind>::first);
  return found == kKeys.end() ? std::nullopt : std::optional(found->second);
}

bool is_control(char byte) { return static_cast<unsigned char>(byte) < 0x20U || byte == '\x7f'; }

/// The length of an incomplete character at the end of `text`, which the next read may complete.
std::size_t unfinished(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const std::size_t at = text.size() - back;
    if (continues_utf8(text[at])) continue;
    return decode_utf8(text, at).fault == Utf8Fault::cut ? back : 0;
  }
  return 0;
}

}  // namespace

std::string clean_input(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char byte = text[at];
    if (byte == '\r') {
      clean += '\n';
      at += at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
      continue;
    }
    const Character next = character_at(text, at);
    at += next.bytes;
    if (!next.is_valid) {
      clean += "\xEF\xBF\xBD";
    } else if (byte == '\n' || byte == '\t' ||
               (next.code >= 0x20U && !is_unseen_control(next.code))) {
      clean.append(text.substr(at - next.bytes, next.bytes));
    }
  }
  return clean;
}

std::vector<Key> KeyDecoder::feed(std::string_view bytes) {
  std::vector<Key> keys;
  rest_.append(bytes);
  while (!rest_.empty() && take(keys)) {
  }
  return keys;
}

bool KeyDecoder::take(std::vector<Key>& keys) {
  if (pasting_) return take_paste(keys);
  if (rest_.front() == '\x1b') return take_escape(keys);
  if (!is_control(rest_.front())) return take_text(keys);
  if (const auto kind = control_key(rest_.front())) keys.emplace_back(*kind);
  rest_.erase(0, 1);
  return true;
}

bool KeyDecoder::take_escape(std::vector<Key>& keys) {
  if (rest_.size() == 1) return false;
  const char second = rest_[1];
  if (second == '[' || second == 'O') return take_sequence(keys);
  if (const auto kind = alt_key(second)) keys.emplace_back(*kind);
  // An unknown Alt key is ignored; of two Escapes the second one is kept.
  rest_.erase(0, second == '\x1b' ? 1 : 2);
  return true;
}

bool KeyDecoder::take_sequence(std::vector<Key>& keys) {
  if (rest_.starts_with(kPasteBegins)) {
    rest_.erase(0, kPasteBegins.size());
    pasting_ = true;
    return true;
  }
  std::size_t end = 2;
  // Parameters and intermediates, then one final byte (ECMA-48, 5.4).
  while (end < rest_.size() && rest_[end] >= ' ' && rest_[end] < '@') ++end;
  if (end >= rest_.size() && end < kMaxSequence) return false;
  if (end < rest_.size()) {
    if (const auto kind = sequence_key(std::string_view(rest_).substr(2, end - 1))) {
      keys.emplace_back(*kind);
    }
    ++end;
  }
  rest_.erase(0, end);
  return true;
}

bool KeyDecoder::take_paste(std::vector<Key>& keys) {
  const std::size_t end = rest_.find(kPasteEnds);
  // The end mark may be split between two reads.
  const std::size_t safe =
      end != std::string::npos ? end : rest_.size() - std::min(rest_.size(), kPasteEnds.size() - 1);
  const std::size_t room = kMaxPaste - std::min(kMaxPaste, paste_.size());
  paste_.append(rest_, 0, std::min(room, safe));
  rest_.erase(0, safe);
  if (end == std::string::npos) return false;
  rest_.erase(0, kPasteEnds.size());
  pasting_ = false;
  keys.emplace_back(Kind::paste, clean_input(std::exchange(paste_, {})));
  return true;
}

bool KeyDecoder::take_text(std::vector<Key>& keys) {
  std::size_t end = 0;
  while (end < rest_.size() && !is_control(rest_[end])) ++end;
  std::string_view text = std::string_view(rest_).substr(0, end);
  if (end == rest_.size()) text.remove_suffix(unfinished(text));
  if (text.empty()) return false;
  keys.emplace_back(Kind::text, clean_input(text));
  rest_.erase(0, text.size());
  return true;
}

}  // namespace yak::cli
