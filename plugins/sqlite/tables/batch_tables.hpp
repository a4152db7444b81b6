// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_table.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// History, key-value space and usage as a Batch changes them. For the writer's connection, inside
/// its transaction.
class BatchTables {
 public:
  /// `persons` says whose the conversations and users of a batch are; it must outlive it.
  BatchTables(Database& database, PersonLookup& persons);

  void apply(const Batch& batch);

 private:
  void append(std::span<const Batch::AppendHistory> lines);
  void put(const Batch::Put& change);
  void add_usage(const UsageRow& row);

  /// Whose `key` of a space is.
  std::string key_in(const std::string& space, const std::string& key);

  PersonLookup& persons_;
  Statement clear_history_;
  Statement append_line_;
  Statement append_exchange_;
  Statement put_;
  Statement erase_;
  Statement add_usage_;
  Statement begin_usage_;
};

}  // namespace yak::sqlite
