// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_table.hpp"
#include "sqlite/tables/key_value_table.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// History, key-value space and usage as a Batch changes them. For the writer's connection, inside
/// its transaction.
class BatchTables {
 public:
  /// `persons` says whose the conversations and users of a batch are. All must outlive it.
  BatchTables(Database& database, PersonLookup& persons, KeyValueTable& keys);

  void apply(const Batch& batch);

 private:
  void append(std::span<const Batch::AppendHistory> lines);
  void add_usage(const UsageRow& row);

  PersonLookup& persons_;
  KeyValueTable& keys_;
  Statement clear_history_;
  Statement append_line_;
  Statement append_exchange_;
  Statement add_usage_;
  Statement begin_usage_;
};

}  // namespace yak::sqlite
