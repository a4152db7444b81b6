// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/turn_table.hpp"

namespace yak::sqlite {

// A quarantined message that was tried again ends twice.
TurnTable::TurnTable(Database& database)
    : insert_(database,
              "INSERT OR REPLACE INTO turn(message, joined, ended_at, trace) "
              "VALUES(?1, ?2, ?3, ?4)") {}

void TurnTable::add(MessageId message, std::optional<MessageId> joined, WallTime now,
                    const std::string& trace) {
  static const std::string kNone;
  Query(insert_, message, joined, now, trace.size() <= kMostTrace ? trace : kNone).run();
}

}  // namespace yak::sqlite
