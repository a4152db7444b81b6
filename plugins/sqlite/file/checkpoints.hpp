// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sqlite/database/database.hpp"

namespace yak::sqlite {

/// Decides when the write-ahead log is copied into the database file. A log that is copied too
/// early writes frequently changed pages many times; one that is never copied to its end grows
/// without bound, which happens when there is always a reader and when writes never pause. So
/// another thread copies most of it while the writer works, and the writer copies the few pages
/// that were written in that time, for which accepts wait briefly. A plain state machine.
class CheckpointSchedule {
 public:
  static constexpr int kEveryPages = 2048;              ///< 8 MiB
  static constexpr int kFewPages = kEveryPages / 4;     ///< for the writer itself
  static constexpr int kMustRestart = 4 * kEveryPages;  ///< then readers are waited for

  enum class Step : std::uint8_t { none, copy, finish, restart };

  /// Call it after each commit, with the pages that the log has now, and whether a copy on the
  /// other thread has ended since the last call.
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

/// Copies the pages whose old versions no reader needs; if those were all, the next commit starts
/// the log from its beginning. On another thread's connection it delays neither writer nor readers.
result<void> copy_log(Database& database);
/// The same, but waits briefly for readers.
result<void> restart_log(Database& database);
/// Copies everything and empties the log: before closing, or because deleted content must not stay
/// in it. False: a reader still needs the log after a short wait.
result<bool> empty_log(Database& database);

}  // namespace yak::sqlite
