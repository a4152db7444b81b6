// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sqlite/database/database.hpp"

namespace yak::sqlite {

/// A transaction that is undone unless it is committed.
class Transaction {
 public:
  enum class Kind { read, write };

  /// If it cannot begin, the connection keeps the failure.
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Commits if nothing failed; otherwise undoes everything and returns the failure.
  result<void> commit();

 private:
  Database& database_;
};

}  // namespace yak::sqlite
