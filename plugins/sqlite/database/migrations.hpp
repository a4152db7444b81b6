// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "sqlite/database/database.hpp"

namespace yak::sqlite {

/// In the file's header, so that another program's database is never taken for a store: "Yak1".
constexpr std::int32_t kApplicationId = 0x59616b31;

/// The steps from an empty file to the newest schema; after step n the file's `user_version` is n.
/// A released step is never edited: existing files were made with it.
std::span<const char* const> schema_steps();

/// Fails with `invalid` unless the file is empty or says in its header that it is a store.
result<void> check_identity(Database& database);

/// Brings the open file to the newest of `steps`, each step in a transaction of its own, so that an
/// interrupted start goes on where it stopped. `invalid` for a file that is no store, `conflict`
/// for one that a newer version wrote.
result<void> migrate(Database& database, std::span<const char* const> steps);

}  // namespace yak::sqlite
