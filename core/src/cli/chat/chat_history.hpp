#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::cli {

/// The messages that were sent from this terminal's user, oldest first, in memory and in a file
/// that only its owner can read. Bounded: the newest `kMost` messages, of at most `kMaxBytes`
/// together. Not thread-safe; two programs may use one file, and neither loses what the other adds.
class ChatHistory {
 public:
  static constexpr std::size_t kMost = 1'000;
  static constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

  /// In memory only.
  ChatHistory() = default;
  /// Reads `path`, and from then on adds each message to it; makes the folder and the file (modes
  /// 700 and 600). Fails where that cannot be done; what was read before is there all the same.
  result<void> open(std::string path);

  /// Remembers a message and leaves the navigation. One like the last is not repeated.
  void add(const std::string& message);
  /// The message before the one that is shown. `draft`: what is being typed, given back by `next`
  /// behind the newest. Nothing at the oldest.
  std::optional<std::string> previous(const std::string& draft);
  std::optional<std::string> next();

  [[nodiscard]] const std::deque<std::string>& messages() const noexcept { return messages_; }

 private:
  void keep(std::string message);
  void append_to_file(const std::string& message);

  std::deque<std::string> messages_;
  std::size_t bytes_ = 0;
  std::string path_;
  std::size_t back_ = 0;  ///< how far from the end; 0: the draft
  std::string draft_;
};

/// `$XDG_STATE_HOME/yak/chat_history`, else below `~/.local/state` (XDG Base Directory
/// Specification). Empty when the environment names no home.
std::string chat_history_path();

/// A message as one line of the file: `\n` for a line feed, `\\` for a backslash. Pure.
std::string history_line(std::string_view message);
std::string message_of_history_line(std::string_view line);

}  // namespace yak::cli
