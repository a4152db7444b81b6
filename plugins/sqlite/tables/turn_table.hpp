// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "sqlite/database/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// How each message's turn went, and when it ended. Rows are added in about the order of their ids
/// and seldom changed, so that many share a page; in `inbox` every commit would write the message's
/// page once more.
///
/// For the writer's connection, inside its transaction.
class TurnTable {
 public:
  /// A longer report is not stored.
  static constexpr std::size_t kMaxReport = std::size_t{8} << 10U;

  explicit TurnTable(Database& database);

  /// Notes that `message` has ended; `joined` is the one whose turn answered it, if not its own.
  void add(MessageId message, std::optional<MessageId> joined, WallTime now,
           const std::string& report);

 private:
  Statement insert_;
};

}  // namespace yak::sqlite
