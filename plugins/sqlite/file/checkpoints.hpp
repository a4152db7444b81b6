// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sqlite/database/database.hpp"

namespace yak::sqlite {

/// When the write-ahead log goes into the database file. A log that is copied too early writes hot
/// pages again and again; one that is never copied to its end grows without bound, which happens
/// when a reader is always looking at it, and when writes never pause. So most of it is copied
/// beside the writer, and the writer itself copies what was written meanwhile: few pages, for which
/// accepts wait but a moment. A plain state machine.
class CheckpointSchedule {
 public:
  static constexpr int kEveryPages = 2048;              ///< 8 MiB
  static constexpr int kFewPages = kEveryPages / 4;     ///< for the writer itself
  static constexpr int kMustRestart = 4 * kEveryPages;  ///< then readers are waited for

  enum class Step : std::uint8_t { none, copy, finish, restart };

  /// To be asked after each commit, with the pages that the log has now, and whether a copy beside
  /// the writer has ended since the last time.
  Step after_commit(int log_pages, bool copied) noexcept;

 private:
  int tried_at_ = 0;
};

/// Counts the pages in the log of the writer's connection. It takes the place of SQLite's own
/// automatic checkpoint, which would run before the commit is answered.
class LogGauge {
 public:
  explicit LogGauge(Database& database);
  ~LogGauge();
  LogGauge(const LogGauge&) = delete;
  LogGauge& operator=(const LogGauge&) = delete;

  /// As of the last commit.
  [[nodiscard]] int pages() const noexcept { return pages_; }

 private:
  Database& database_;
  int pages_ = 0;
};

// The connection must have no transaction open. A failure is no loss: the log still has everything,
// and the next copy tries again.

/// Copies what no reader needs to see as it was; when that was all, the next commit begins the log
/// anew. On a connection of another thread it stops neither the writer nor readers.
result<void> copy_log(Database& database);
/// The same, but waits a moment for readers.
result<void> restart_log(Database& database);
/// Copies all and empties the log, at the end or when nothing of what was deleted may stay in it.
/// False: a reader needs the log, even after a moment's wait.
result<bool> empty_log(Database& database);

}  // namespace yak::sqlite
