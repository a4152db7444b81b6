// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sqlite/database/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Reads dead deliveries and quarantined messages, on the reader's connection. The connection
/// keeps SQLite's failures; what a call returned is then invalid.
class DeadLetterTable {
 public:
  explicit DeadLetterTable(Database& database);

  /// Deliveries first, then messages, each in order of id.
  std::vector<DeadLetter> list(DeadLetterId after, int limit);
  result<DeadLetter> find(DeadLetterId id);

 private:
  std::vector<DeadLetter> read(Statement& statement, DeadLetterId::Kind kind, std::int64_t after,
                               int limit);

  Statement deliveries_;
  Statement messages_;
};

}  // namespace yak::sqlite
