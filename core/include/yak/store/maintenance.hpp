// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/diagnosis.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/task.hpp"

namespace yak {

/// Counts for status pages.
struct StoreStats {
  std::int64_t messages_unfinished = 0;
  std::int64_t messages_quarantined = 0;
  std::int64_t deliveries_pending = 0;  ///< pending or sending
  std::int64_t deliveries_in_doubt = 0;
  std::int64_t deliveries_dead = 0;
  std::optional<WallTime> oldest_message;   ///< of the unfinished ones
  std::optional<WallTime> oldest_delivery;  ///< of those pending or in doubt
  std::int64_t bytes = 0;                   ///< on the disk; 0: unknown
};

/// What the daemon and its operator do to a store as a whole. For the core alone.
///
/// Thread-safe. The store owns it. Failures: `unavailable` (disk full, I/O), `internal`.
class YAK_API Maintenance {
 public:
  virtual ~Maintenance();

  /// Makes a small write; fails if the store cannot write now.
  virtual task<result<void>> check() = 0;
  virtual task<result<StoreStats>> stats() = 0;
  /// Adds suspicion points (`Message::suspicion`) to those of these messages that are unfinished.
  virtual task<result<void>> add_suspicion(std::vector<MessageId> messages, int points) = 0;
  /// Adds `by` to the times of all messages (finished ones too, because reply windows count from
  /// them) and of all unfinished deliveries of every owner. Called after the wall clock was set.
  virtual task<result<void>> shift_times(std::chrono::milliseconds by) = 0;
  /// Examines the store's files without changing them: integrity, version, free space. Called
  /// before `Store::open`; another process may have the store open. Blocks. Default: no findings.
  virtual std::vector<Diagnosis> diagnose();
  /// Writes a consistent copy of everything to the new file `file`, readable by its owner only and
  /// on stable storage when this returns. Blocks until the copy is complete. Any thread may call
  /// it, while the store is open or before anything has opened it; concurrent calls run one after
  /// the other. `conflict` if the file exists, `unsupported` (the default) if there is nothing to
  /// copy, `unavailable` if the store is closed during the copy. A failure leaves no file.
  virtual result<void> backup(const std::string& file);
};

}  // namespace yak
