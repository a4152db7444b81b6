#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "yak/event.hpp"
#include "yak/message.hpp"

namespace yak::console {

/// A reply on its way to whoever looks: first it waits, then a reader takes it, then it was shown
/// or the reader's connection broke. Shared by the sender and the reader.
struct Letter {
  explicit Letter(Delivery delivery) : delivery(std::move(delivery)) {}

  Delivery delivery;
  bool taken = false;  // guarded by the mailboxes' mutex
  bool shown = false;  // written before `settled` is set
  Event settled;
};

/// Replies that wait for the terminals of their users. Thread-safe; holds at most `kMaxWaiting`
/// letters a user, and a user only while letters or a reader wait.
class Mailboxes {
 public:
  static constexpr std::size_t kMaxWaiting = 64;

  /// Puts a reply into its user's box. Null when the box is full.
  std::shared_ptr<Letter> post(const Delivery& delivery);
  /// Takes the letter back unless a reader has it. True when it was taken back.
  bool withdraw(const std::shared_ptr<Letter>& letter);
  /// All that waits for `user`, now the reader's to settle.
  std::vector<std::shared_ptr<Letter>> take(const std::string& user);
  /// Set when something comes for `user`. A newer reader takes the older one's place and wakes it.
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
