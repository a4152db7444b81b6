// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "sqlite/database/database.hpp"
#include "sqlite/threads/operation.hpp"

namespace yak::sqlite {

/// Sets `failure` as the outcome of every operation. Wakes no caller.
void fail_all(std::span<Operation* const> batch, const error& failure);

/// Runs a batch of writes in one transaction. When one of them fails in SQLite, everything is
/// undone and each is run again in a transaction of its own, so that it fails alone. When the
/// commit fails, all of them fail. No operation is answered here. Returns the last failure of
/// SQLite, if any.
std::optional<error> run_writes(Database& database, std::span<Operation* const> batch);

/// Runs a batch of reads on one snapshot, taken now, and answers them. The connection must have no
/// transaction open.
void run_reads(Database& database, std::span<Operation* const> batch);

}  // namespace yak::sqlite
