// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "sqlite/file/checkpoints.hpp"
#include "sqlite/threads/operation.hpp"
#include "sqlite/threads/worker.hpp"
#include "yak/log.hpp"

namespace yak::sqlite {

/// Keeps the write-ahead log of an open store short: it has most of it copied on the reports'
/// thread and copies the rest on the writer's thread. After an erasure it empties the log. A failed
/// copy loses nothing: it is logged and tried again.
class LogKeeper {
 public:
  /// All must outlive it, and `reports` must be stopped before it is destroyed.
  LogKeeper(Database& writer, Database& reader, Worker& reports, Logger& log);

  // On the writer's thread.
  /// Copies, or has copied, what is due.
  void after_commit();
  /// The log has what the transaction erases: `scrub` must empty it.
  void must_scrub() noexcept { scrubs_ = true; }
  /// Empties the log if it must. If a reader prevents that, the next commit tries again; the
  /// daemon's check makes one each second.
  void scrub();

  /// On the reports' thread.
  void copy();

  /// On any thread. While a backup runs the log cannot be emptied, and each attempt would delay the
  /// writer.
  void set_backup(bool runs) noexcept { backup_ = runs; }

 private:
  /// A place in the reports' queue. No caller waits for it.
  class Copy final : public Operation {
   public:
    Copy() : Operation(Kind::copy_log) {}
    void run() override {}
    void fail(const error& /*failure*/) override {}
  };

  void report(const result<void>& copied);

  Database& writer_;
  Database& reader_;
  Worker& reports_;
  Logger& log_;
  LogGauge gauge_;
  CheckpointSchedule schedule_;
  bool scrubs_ = false;  ///< something was erased that the log still has
  Copy copy_;
  std::atomic<bool> copying_ = false;  ///< `copy_` is queued or under way
  std::atomic<bool> copied_ = false;   ///< it has ended since the last commit
  std::atomic<bool> backup_ = false;
};

}  // namespace yak::sqlite
