// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sqlite/database/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// The steps of turns that have not ended, and of quarantined messages. For the writer's
/// connection, inside its transaction.
class StepTable {
 public:
  explicit StepTable(Database& database);

  /// False if the step is finished and would change.
  bool write(const JournalStep& step);
  /// How many steps the message's turn has.
  int count(MessageId message);
  void remove(MessageId message);

 private:
  Statement write_;
  Statement count_;
  Statement remove_;
};

/// As Journal::steps, on any connection. Compiled at each call: it is seldom needed.
std::vector<JournalStep> steps_of(Database& database, MessageId message);

}  // namespace yak::sqlite
