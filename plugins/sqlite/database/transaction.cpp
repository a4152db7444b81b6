// SPDX-License-Identifier: Apache-2.0
#include "sqlite/database/transaction.hpp"

#include <optional>
#include <utility>

namespace yak::sqlite {

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  using Control = Database::Control;
  database_.control(kind == Kind::write ? Control::begin_write : Control::begin_read);
}

Transaction::~Transaction() { database_.roll_back(); }

result<void> Transaction::commit() {
  database_.control(Database::Control::commit);
  std::optional<error> failure = database_.take_failure();
  database_.roll_back();
  if (failure) return *std::move(failure);
  return {};
}

}  // namespace yak::sqlite
