// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/step_table.hpp"

namespace yak::sqlite {
namespace {

// 0 is started.
constexpr const char* kWriteStep =
    "INSERT INTO step(message, number, kind, state, record) VALUES(?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT(message, number) DO UPDATE SET kind = excluded.kind, state = excluded.state, "
    "record = excluded.record WHERE state = 0 "
    "OR (kind = excluded.kind AND state = excluded.state AND record = excluded.record)";

}  // namespace

StepTable::StepTable(Database& database)
    : write_(database, kWriteStep),
      count_(database, "SELECT count(*) FROM step WHERE message = ?1"),
      remove_(database, "DELETE FROM step WHERE message = ?1") {}

bool StepTable::write(const JournalStep& step) {
  return Query(write_, step.message, step.number, step.kind, step.state, step.record).run() > 0;
}

int StepTable::count(MessageId message) {
  Query row(count_, message);
  return row.next() ? static_cast<int>(row.integer(0)) : 0;
}

void StepTable::remove(MessageId message) { Query(remove_, message).run(); }

std::vector<JournalStep> steps_of(Database& database, MessageId message) {
  std::vector<JournalStep> steps;
  Statement select(database,
                   "SELECT number, kind, state, record FROM step WHERE message = ?1 "
                   "ORDER BY number");
  Query row(select, message);
  while (row.next()) {
    steps.emplace_back(message, static_cast<int>(row.integer(0)), row.as<StepKind>(1),
                       row.as<StepState>(2), row.text(3));
  }
  return steps;
}

}  // namespace yak::sqlite
