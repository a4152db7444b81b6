// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/terminal/keys.hpp"

namespace yak::cli {

/// The message being edited: UTF-8 text and a cursor, which moves by user-perceived characters. May
/// have several lines. Not thread-safe.
class ChatLine {
 public:
  /// Limit of the text in bytes; insertions beyond it are refused. Larger than what a channel
  /// accepts, so that the daemon reports that a message is too long.
  static constexpr std::size_t kMax = std::size_t{64} << 10U;

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] std::size_t cursor() const noexcept { return cursor_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  /// Replaces the text and moves the cursor to its end.
  void set(std::string text);
  /// Returns the text and clears the line.
  std::string take();
  /// Inserts at the cursor. False if there is no room.
  bool insert(std::string_view text);
  /// Edits or moves the cursor according to `key`. False if that changes nothing.
  bool apply(const Key& key);

 private:
  bool move_to(std::size_t position);
  bool remove(std::size_t from, std::size_t to);
  bool kill(std::size_t from, std::size_t to);
  [[nodiscard]] std::size_t word_start() const;
  [[nodiscard]] std::size_t word_end() const;
  [[nodiscard]] std::size_t line_start() const;
  [[nodiscard]] std::size_t line_end() const;

  std::string text_;
  std::size_t cursor_ = 0;
  std::string killed_;
};

}  // namespace yak::cli
