// SPDX-License-Identifier: Apache-2.0
#include "sqlite/database/migrations.hpp"

#include <string>

#include "sqlite/database/transaction.hpp"

namespace yak::sqlite {
namespace {

error no_version(const std::string& path, std::int64_t found) {
  return {ErrorKind::invalid,
          "the store " + path + " has schema version " + std::to_string(found) +
              ", which no Yak writes: its header is damaged or another program changed it; restore "
              "a backup, or set the right version with sqlite3 (PRAGMA user_version)"};
}

}  // namespace

result<void> check_identity(Database& database) {
  const std::int64_t id = database.number("PRAGMA application_id");
  const std::int64_t tables = database.number("SELECT count(*) FROM sqlite_schema");
  if (auto readable = database.outcome(); !readable) return readable;
  if (id == kApplicationId || (id == 0 && tables == 0)) return {};
  return error(ErrorKind::invalid, "the file " + database.path() +
                                       " is not a Yak store but another program's SQLite file; set "
                                       "store.path to another file");
}

namespace {

result<void> apply(Database& database, const char* step, std::size_t version) {
  Transaction transaction(database, Transaction::Kind::write);
  database.execute(step);
  database.execute("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.execute("PRAGMA user_version=" + std::to_string(version));
  return transaction.commit();
}

}  // namespace

result<void> migrate(Database& database, std::span<const char* const> steps) {
  if (auto ours = check_identity(database); !ours) return ours;
  const std::int64_t found = database.number("PRAGMA user_version");
  if (auto readable = database.outcome(); !readable) return readable;
  if (found < 0) return no_version(database.path(), found);
  if (found > static_cast<std::int64_t>(steps.size())) {
    return error(ErrorKind::conflict,
                 "the store " + database.path() + " has schema version " + std::to_string(found) +
                     ", written by a newer Yak; this one knows up to " +
                     std::to_string(steps.size()) + ": run the newer Yak or restore a backup");
  }
  for (auto version = static_cast<std::size_t>(found); version < steps.size(); ++version) {
    if (auto done = apply(database, steps[version], version + 1); !done) return done;
  }
  return {};
}

}  // namespace yak::sqlite
