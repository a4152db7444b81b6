// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "yak/event.hpp"
#include "yak/message/message.hpp"

namespace yak::console {

/// A reply on its way to a terminal: it waits, a reader takes it, then it is settled (shown, or the
/// reader's connection broke). Shared by the sender and the reader.
struct Letter {
  explicit Letter(Delivery delivery) : delivery(std::move(delivery)) {}

  Delivery delivery;
  bool taken = false;  // guarded by the mailboxes' mutex
  bool shown = false;  // written before `settled` is set
  Event settled;
};

/// Letters that a reader has taken. Those that are not settled when it is destroyed were not shown.
class TakenLetters {
 public:
  explicit TakenLetters(std::vector<std::shared_ptr<Letter>> letters)
      : letters_(std::move(letters)) {}
  TakenLetters(const TakenLetters&) = delete;
  TakenLetters& operator=(const TakenLetters&) = delete;
  ~TakenLetters() { settle(false); }

  [[nodiscard]] const std::vector<std::shared_ptr<Letter>>& letters() const { return letters_; }
  /// Settles all letters. No effect the second time.
  void settle(bool shown);

 private:
  std::vector<std::shared_ptr<Letter>> letters_;
};

/// Replies that wait for the terminals of their users. Thread-safe. Holds at most `kMaxWaiting`
/// letters a user, and a box only while it has letters or a reader.
class Mailboxes {
 public:
  static constexpr std::size_t kMaxWaiting = 64;

  /// Puts a reply into its user's box. Null when the box is full.
  std::shared_ptr<Letter> post(const Delivery& delivery);
  /// Removes the letter unless a reader has taken it. True when it was removed.
  bool withdraw(const std::shared_ptr<Letter>& letter);
  /// Takes all letters that wait for `user`; the caller must settle them.
  std::vector<std::shared_ptr<Letter>> take(const std::string& user);
  /// Registers a reader; its event is set when a letter for `user` arrives. Replaces and wakes the
  /// previous reader.
  std::shared_ptr<Event> announce(const std::string& user);
  void leave(const std::string& user, const std::shared_ptr<Event>& reader);

 private:
  struct Box {
    std::deque<std::shared_ptr<Letter>> letters;
    std::shared_ptr<Event> reader;
  };

  void forget_if_empty(const std::string& user);

  std::mutex mutex_;
  std::map<std::string, Box> boxes_;
};

}  // namespace yak::console
