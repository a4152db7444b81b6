// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sqlite/options.hpp"
#include "sqlite/retention/pruner.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store/expiry_clock.hpp"

namespace yak::sqlite {

/// Decides what the store deletes and when: by age, and above its size what is older than two days,
/// the oldest first. Younger messages stay, so that a repeated message is recognized. Steps are
/// small and have pauses between them, so that accepts wait briefly. For the writer's connection
/// and thread.
///
/// Keys are deleted when they have expired.
///
/// Ages are wall time. When the machine's clock is set, everything may look old at once: then
/// nothing is deleted by age until the store is opened again. Nothing is deleted in the first
/// minute, because a machine without a real-time clock may set its clock then.
class Retention {
 public:
  static constexpr std::chrono::seconds kLook{60};
  static constexpr std::chrono::milliseconds kStep{250};      ///< while there is something to prune
  static constexpr std::chrono::milliseconds kQuickStep{20};  ///< while the file is too large
  static constexpr std::chrono::hours kLeastAge{48};

  Retention(Database& database, const RetentionOptions& options, const Clock& clock, Logger& log,
            Metrics& metrics);

  /// Call it after each commit, with no transaction open. Usually it does nothing.
  void after_commit();

 private:
  struct Size {
    std::int64_t used = 0;
    std::int64_t free = 0;
  };

  Size measure();
  Pruned step(bool too_large, bool by_age);
  /// Deletes some of the expired keys; true if there may be more.
  bool expire_keys();
  /// Whether the wall clock has advanced as much as the monotonic one.
  bool trusts_clock();
  void note_end(const Size& size);
  void note_failure(const error& failure);

  Database& database_;
  const RetentionOptions options_;
  const Clock& clock_;
  const ExpiryClock expiry_clock_;
  Logger& log_;
  Gauge& used_bytes_;
  Gauge& free_bytes_;
  Counter& pruned_messages_;
  Counter& pruned_lines_;
  Pruner pruner_;
  Statement size_;
  Statement expire_;
  const WallTime opened_;
  const MonotonicTime opened_monotonic_;
  MonotonicTime due_;
  bool by_size_ = false;  ///< this pass is
  // Each is logged once until it is over.
  bool clock_was_set_ = false;
  bool stuck_ = false;
  bool failing_ = false;
};

}  // namespace yak::sqlite
