// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sqlite/database/database.hpp"

namespace yak::sqlite {

/// A transaction that is undone unless it is committed.
class Transaction {
 public:
  enum class Kind { read, write };

  /// A failure to begin sticks to the connection.
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Commits if nothing failed; gives what failed otherwise, with everything undone.
  result<void> commit();

 private:
  Database& database_;
};

}  // namespace yak::sqlite
