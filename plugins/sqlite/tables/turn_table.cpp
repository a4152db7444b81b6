// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/turn_table.hpp"

namespace yak::sqlite {

// A quarantined message that was tried again ends twice.
TurnTable::TurnTable(Database& database)
    : insert_(database,
              "INSERT OR REPLACE INTO turn(message, joined, ended_at, report) "
              "VALUES(?1, ?2, ?3, ?4)") {}

void TurnTable::add(MessageId message, std::optional<MessageId> joined, WallTime now,
                    const std::string& report) {
  static const std::string kNone;
  Query(insert_, message, joined, now, report.size() <= kMaxReport ? report : kNone).run();
}

}  // namespace yak::sqlite
