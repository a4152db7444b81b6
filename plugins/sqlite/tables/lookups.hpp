// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_table.hpp"
#include "yak/store.hpp"
#include "yak/store/expiry_clock.hpp"

namespace yak::sqlite {

/// The reads that every turn makes: each finds a few rows through an index. The
/// connection keeps SQLite's failures; what a call returned is then invalid.
class Lookups {
 public:
  /// `clock` decides which keys have expired, and must outlive it.
  Lookups(Database& database, const Clock& clock);

  std::vector<HistoryLine> history(const ConversationKey& conversation, int limit);
  /// The time of a conversation's newest message.
  std::optional<WallTime> last_message(const ConversationKey& conversation);
  std::optional<std::string> get(const std::string& space, const std::string& key);

 private:
  const ExpiryClock clock_;
  PersonLookup persons_;
  Statement history_;
  Statement last_message_;
  Statement get_;
};

}  // namespace yak::sqlite
