#pragma once

#include <vector>

#include "sqlite/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Messages and which of them are unfinished. For the writer's connection, inside its transaction.
class InboxTable {
 public:
  /// `epoch` is this store's as an owner.
  InboxTable(Database& database, std::int64_t epoch);

  Store::AcceptResult accept(const Message& message);
  /// Ends the message's turn; false when it had ended already or was never accepted.
  bool finish(MessageId message, MessageState state);
  [[nodiscard]] bool knows(MessageId message);
  /// Takes over what other owners left, and counts the attempt.
  std::vector<Message> resume(MessageId after, int limit);
  /// At a clean end: what is unfinished brought no process down, so this attempt does not count.
  void forgive();

 private:
  std::int64_t epoch_;
  Statement insert_;
  Statement find_duplicate_;
  Statement open_;
  Statement close_;
  Statement drop_;
  Statement find_;
  Statement take_over_;
  Statement select_taken_;
  Statement forgive_;
};

}  // namespace yak::sqlite
