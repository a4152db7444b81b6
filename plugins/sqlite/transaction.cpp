#include "sqlite/transaction.hpp"

#include <sqlite3.h>

#include <optional>

namespace yak::sqlite {

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() { roll_back(); }

result<void> Transaction::commit() {
  database_.execute("COMMIT");
  std::optional<error> failure = database_.take_failure();
  roll_back();
  if (failure) return *std::move(failure);
  return {};
}

void Transaction::roll_back() {
  // SQLite may have rolled back already, and says so here.
  if (!database_.in_transaction()) return;
  sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace yak::sqlite
