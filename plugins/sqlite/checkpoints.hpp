#pragma once

#include <cstdint>

#include "sqlite/database.hpp"

namespace yak::sqlite {

/// When the write-ahead log goes into the database file. A log that is copied too early writes hot
/// pages again and again; one that is never copied to its end grows without bound, which happens
/// when a reader is always looking at it. A plain state machine.
class CheckpointSchedule {
 public:
  static constexpr int kEveryPages = 2048;              ///< 8 MiB
  static constexpr int kMustRestart = 8 * kEveryPages;  ///< then readers are waited for

  enum class Step : std::uint8_t { none, passive, restart };

  /// To be asked after each commit, with the pages that the log has now.
  Step after_commit(int log_pages) noexcept;

 private:
  int tried_at_ = 0;
};

/// Copies the log of the writer's connection when it is due, on the writer's thread, after the
/// commit has been answered.
class Checkpoints {
 public:
  explicit Checkpoints(Database& database);
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  /// A failure is no loss: the log still has everything, and the next one tries again.
  result<void> run_if_due();
  /// Empties the log, at the end.
  result<void> truncate();

 private:
  result<void> run(int mode);

  Database& database_;
  CheckpointSchedule schedule_;
  int log_pages_ = 0;
};

}  // namespace yak::sqlite
