// SPDX-License-Identifier: Apache-2.0
#include "sqlite/threads/batches.hpp"

#include <utility>

#include "sqlite/database/transaction.hpp"

namespace yak::sqlite {
namespace {

/// The outcome of one transaction around several operations.
struct Together {
  std::optional<error> failure;
  bool retry_alone = false;  ///< one operation failed: the others need not
};

Together run_together(Database& database, std::span<Operation* const> batch) {
  Together outcome;
  Transaction transaction(database, Transaction::Kind::write);
  const bool begun = !database.failed();
  for (Operation* operation : batch) {
    if (database.failed()) break;
    operation->run();
  }
  outcome.retry_alone = begun && database.failed() && batch.size() > 1;
  const result<void> committed = transaction.commit();
  if (!committed) outcome.failure = committed.error();
  return outcome;
}

}  // namespace

void fail_all(std::span<Operation* const> batch, const error& failure) {
  for (Operation* operation : batch) operation->fail(failure);
}

std::optional<error> run_writes(Database& database, std::span<Operation* const> batch) {
  const Together together = run_together(database, batch);
  if (!together.failure) return std::nullopt;
  if (!together.retry_alone) {
    fail_all(batch, *together.failure);
    return together.failure;
  }
  std::optional<error> last;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (auto alone = run_writes(database, batch.subspan(i, 1))) last = std::move(alone);
  }
  return last;
}

void run_reads(Database& database, std::span<Operation* const> batch) {
  Wakeups answers;
  const Transaction snapshot(database, Transaction::Kind::read);
  const auto not_begun = database.take_failure();
  for (Operation* operation : batch) {
    if (not_begun) {
      operation->fail(*not_begun);
    } else {
      operation->run();
      if (const auto failure = database.take_failure()) operation->fail(*failure);
    }
    answers.set(operation->done);
  }
}

}  // namespace yak::sqlite
