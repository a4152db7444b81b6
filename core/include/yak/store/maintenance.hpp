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
#include "yak/message.hpp"
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
  std::int64_t bytes = 0;                   ///< on its disk, or in its memory; 0: not known
};

/// What the daemon and its operator do to a store as a whole. For the core alone.
///
/// Thread-safe. The store owns it. Failures: `unavailable` (disk full, I/O), `internal`.
class YAK_API Maintenance {
 public:
  virtual ~Maintenance();

  /// Fails when a write would fail now.
  virtual task<result<void>> check() = 0;
  virtual task<result<StoreStats>> stats() = 0;
  /// Adds `points` to what these messages, where unfinished, are suspected of.
  virtual task<result<void>> blame(std::vector<MessageId> messages, int points) = 0;
  /// Moves the times of all messages, finished ones included because reply windows count from them,
  /// and of all unfinished deliveries of every owner: after the wall clock was set.
  virtual task<result<void>> shift_times(std::chrono::milliseconds by) = 0;
  /// Looks at what is on the disk, before `Store::open` and while another process may have it open:
  /// integrity, version, room. Changes nothing. Blocks. Default: nothing.
  virtual std::vector<Diagnosis> diagnose();
  /// Writes a consistent copy of everything to the new file `file`, readable by its owner only and
  /// on stable storage when this returns. Blocks, for as long as the copy takes; any thread may
  /// call, while the store is open or when nothing has opened it. Calls follow one another.
  /// `conflict` when there is such a file, `unsupported` (the default) where there is nothing to
  /// copy, `unavailable` when the store is closed meanwhile. A failure leaves no file.
  virtual result<void> backup(const std::string& file);
};

}  // namespace yak
