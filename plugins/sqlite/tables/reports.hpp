// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_table.hpp"
#include "yak/store.hpp"
#include "yak/store/expiry_clock.hpp"

namespace yak::sqlite {

/// The columns user, day, model, messages, prompt_tokens, completion_tokens, cost_nano_usd,
/// unpriced_messages.
UsageRow usage_in(const Query& row);

/// Reads that may take long, for the reader's connection. The connection keeps
/// SQLite's failures; what a call returned is then invalid.
class Reports {
 public:
  /// `clock` decides which keys have expired, and must outlive it.
  Reports(Database& database, const Clock& clock);

  /// As `KeyValue::scan`.
  std::vector<KeyValueEntry> scan(const std::string& space, const std::string& prefix,
                                  const std::string& after, int limit);
  std::vector<UsageRow> usage(const std::string& user, Day first, Day last);
  std::vector<UsageRow> usage_by_user(Day first, Day last, int limit);
  StoreStats stats();

 private:
  const ExpiryClock clock_;
  PersonLookup persons_;
  Statement scan_;
  Statement usage_of_user_;
  Statement usage_of_all_;
  Statement usage_by_user_;
  Statement stats_;
  Statement oldest_message_;
  Statement oldest_delivery_;
  Statement bytes_;
};

}  // namespace yak::sqlite
