// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/log_keeper.hpp"

namespace yak::sqlite {

LogKeeper::LogKeeper(Database& writer, Database& reader, Worker& reports, Logger& log)
    : writer_(writer), reader_(reader), reports_(reports), log_(log), gauge_(writer) {}

void LogKeeper::after_commit() {
  using Step = CheckpointSchedule::Step;
  switch (schedule_.after_commit(gauge_.pages(), copied_.exchange(false))) {
    case Step::none: return;
    case Step::finish: return report(copy_log(writer_));
    case Step::restart:
      // It would wait for the backup each time, and every accept with it.
      if (backup_) break;
      return report(restart_log(writer_));
    case Step::copy: break;
  }
  // If reports keep that thread busy for long, the restart bounds the log.
  if (copying_.exchange(true)) return;
  if (!reports_.submit(copy_)) copying_ = false;
}

void LogKeeper::scrub() {
  if (!scrubs_ || backup_) return;
  const result<bool> emptied = empty_log(writer_);
  scrubs_ = !emptied || !*emptied;
  if (!emptied) report(emptied.error());
}

void LogKeeper::copy() {
  report(copy_log(reader_));
  copying_ = false;
  copied_ = true;
}

void LogKeeper::report(const result<void>& copied) {
  if (copied) return;
  log_.warn("the write-ahead log could not be copied into the store's file; trying again",
            {{"reason", copied.error().message}});
}

}  // namespace yak::sqlite
