// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::cli {

/// The messages that this user sent from a terminal, oldest first, in memory and in a file that
/// only its owner can read. Keeps the newest `kMax` messages, with at most `kMaxBytes` in total.
/// Not thread-safe. Two processes may share one file; neither loses messages that the other adds.
class ChatHistory {
 public:
  static constexpr std::size_t kMax = 1'000;
  static constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

  /// Keeps messages in memory only, until `open`.
  ChatHistory() = default;
  /// Reads `path`; from then on `add` appends to it. Creates the folder and the file (modes 700 and
  /// 600). On failure the messages in memory are kept.
  result<void> open(std::string path);

  /// Adds a message, unless it equals the last one, and resets the navigation.
  void add(const std::string& message);
  /// The message before the one that is shown; nullopt at the oldest. `draft`: the text in the
  /// editor, which `next` returns after the newest message.
  std::optional<std::string> previous(const std::string& draft);
  std::optional<std::string> next();

  [[nodiscard]] const std::deque<std::string>& messages() const noexcept { return messages_; }

 private:
  void keep(std::string message);
  void append_to_file(const std::string& message);

  std::deque<std::string> messages_;
  std::size_t bytes_ = 0;
  std::string path_;
  std::size_t back_ = 0;  ///< distance from the end; 0: the draft
  std::string draft_;
};

/// `$XDG_STATE_HOME/yak/chat_history`, else below `~/.local/state` (XDG Base Directory
/// Specification). Empty if the environment names no home directory.
std::string chat_history_path();

/// Encodes a message as one line of the file: `\n` for a line feed, `\\` for a backslash. Pure.
std::string history_line(std::string_view message);
std::string message_of_history_line(std::string_view line);

}  // namespace yak::cli
