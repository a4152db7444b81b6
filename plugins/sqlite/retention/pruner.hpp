// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "sqlite/database/statement.hpp"
#include "yak/message/message.hpp"

namespace yak::sqlite {

/// What may be deleted.
struct Expendable {
  WallTime now{};
  WallTime messages_before{};      ///< finished ones, by when they were received
  WallTime dead_letters_before{};  ///< by when they were made
  WallTime lines_before{};         ///< of history, beside those older than the messages that go
};

/// What one step did.
struct Pruned {
  std::int64_t messages = 0;
  std::int64_t lines = 0;
  bool ended = false;  ///< the pass reached rows that are too recent
};

/// Deletes what is finished and old, oldest ids first and few rows at a time. A pass goes through
/// each table from its beginning and remembers where it is, so that rows that must stay are read
/// once in a pass. A message is deleted with its deliveries, once all of them may be deleted. For
/// the writer's connection, inside its transaction; a step that was undone must be followed by a
/// new pass.
///
/// The newest message and the newest delivery always stay: SQLite uses an id again when the
/// highest is deleted (https://www.sqlite.org/autoinc.html), and an id must always mean the same.
class Pruner {
 public:
  static constexpr int kMessages = 64;  ///< looked at in one step
  static constexpr int kLines = 128;

  explicit Pruner(Database& database);

  void begin_pass() noexcept;
  Pruned step(const Expendable& expendable);

 private:
  struct Row {
    std::int64_t id = 0;
    WallTime at{};
    bool stays = false;
    bool answered = false;  ///< two lines in one row
  };

  bool prune_messages(const Expendable& expendable, Pruned& pruned);
  bool prune_lines(const Expendable& expendable, Pruned& pruned);
  void remove_message(MessageId message);

  Statement messages_;
  Statement lines_;
  Statement deliveries_;
  Statement remove_message_;
  Statement remove_end_;
  Statement remove_turn_;
  Statement remove_steps_;
  Statement remove_content_;
  Statement remove_state_;
  Statement remove_line_;
  std::vector<Row> rows_;
  std::vector<DeliveryId> ids_;
  MessageId message_ = 0;  ///< the last that this pass has looked at
  std::int64_t line_ = 0;
  WallTime reached_{};  ///< of the messages looked at that are old enough, the newest
};

}  // namespace yak::sqlite
