// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_table.hpp"
#include "yak/store/expiry_clock.hpp"
#include "yak/store/key_value.hpp"

namespace yak::sqlite {

/// The keys of all spaces. For the writer's connection, inside its transaction.
class KeyValueTable {
 public:
  /// `persons` says whose a key of kUserSpaces is. All must outlive the table.
  KeyValueTable(Database& database, PersonLookup& persons, const Clock& clock);

  /// As KeyValue::transact: a failure is found before anything but expired keys is changed.
  result<void> transact(const std::string& space, const KeyValueTransaction& transaction);
  /// Writes a key that does not expire, or erases it.
  void put(const std::string& space, const std::string& key,
           const std::optional<std::string>& value);

 private:
  /// Whose `key` of a space is.
  std::string owned(const std::string& space, const std::string& key);
  std::optional<std::string> find(const std::string& space, const std::string& key, WallTime now);
  /// How many of the transaction's keys the space does not have.
  std::size_t added_by(const std::string& space, const KeyValueTransaction& transaction);
  bool has_room(const std::string& space, const KeyValueTransaction& transaction, WallTime now);
  /// Deletes as many expired keys as one transaction may add.
  void expire(const std::string& space, WallTime now);
  void apply(const std::string& space, const KeyValueTransaction::Put& put);

  PersonLookup& persons_;
  const ExpiryClock clock_;
  Statement find_;
  Statement has_;
  Statement size_;
  Statement expired_;
  Statement put_;
  Statement erase_;
};

}  // namespace yak::sqlite
