// SPDX-License-Identifier: Apache-2.0
#include "sqlite/retention/retention.hpp"

#include <chrono>
#include <utility>

#include "sqlite/database/transaction.hpp"

namespace yak::sqlite {
namespace {

/// Far above the sum of the small corrections that keep a clock right.
constexpr std::chrono::hours kMaxDrift{1};
/// Expired keys that one step deletes.
constexpr int kKeys = 256;

Gauge& bytes(Metrics& metrics, const char* part) {
  return metrics.gauge("yak_store_bytes",
                       "Size of the store's file: what of it is used, and what is free for reuse.",
                       {{"part", part}});
}

Counter& pruned(Metrics& metrics, const char* what) {
  return metrics.counter("yak_store_pruned_total",
                         "Rows deleted because of store.retention or store.max_size; a message "
                         "counts with its deliveries.",
                         {{"what", what}});
}

}  // namespace

Retention::Retention(Database& database, const RetentionOptions& options, const Clock& clock,
                     Logger& log, Metrics& metrics)
    : database_(database),
      options_(options),
      clock_(clock),
      expiry_clock_(clock),
      log_(log),
      used_bytes_(bytes(metrics, "used")),
      free_bytes_(bytes(metrics, "free")),
      pruned_messages_(pruned(metrics, "message")),
      pruned_lines_(pruned(metrics, "history_line")),
      pruner_(database),
      size_(database,
            "SELECT (page_count - freelist_count) * page_size, freelist_count * page_size "
            "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"),
      expire_(database,
              "DELETE FROM key_value WHERE (space, key) IN (SELECT space, key FROM key_value "
              "WHERE expires_at <= ?1 LIMIT ?2)"),
      opened_(clock.now()),
      opened_monotonic_(clock.monotonic()),
      due_(opened_monotonic_ + kLook) {
  measure();
}

void Retention::after_commit() {
  const MonotonicTime now = clock_.monotonic();
  if (now < due_) return;
  due_ = now + kLook;
  const bool too_large = measure().used > options_.max_bytes;
  const bool by_age = trusts_clock();
  if (too_large != std::exchange(by_size_, too_large)) pruner_.begin_pass();
  if (by_age && expire_keys()) due_ = now + kStep;
  if (!too_large && !by_age) return;
  const Pruned pruned = step(too_large, by_age);
  const Size size = measure();
  const bool small_enough = too_large && size.used <= options_.max_bytes;
  if (pruned.ended || small_enough) return note_end(size);
  due_ = now + (too_large ? kQuickStep : kStep);
}

Pruned Retention::step(bool too_large, bool by_age) {
  const WallTime now = clock_.now();
  const WallTime aged = by_age ? now - options_.age : WallTime::min();
  const Expendable expendable{now, too_large ? std::max(aged, now - kLeastAge) : aged, aged, aged};
  Transaction transaction(database_, Transaction::Kind::write);
  Pruned pruned = pruner_.step(expendable);
  if (const auto committed = transaction.commit(); !committed) {
    note_failure(committed.error());
    return Pruned{.ended = true};
  }
  failing_ = false;
  pruned_messages_.add(static_cast<double>(pruned.messages));
  pruned_lines_.add(static_cast<double>(pruned.lines));
  return pruned;
}

bool Retention::expire_keys() {
  Transaction transaction(database_, Transaction::Kind::write);
  const std::int64_t expired = Query(expire_, expiry_clock_.now(), kKeys).run();
  if (const auto committed = transaction.commit(); !committed) {
    note_failure(committed.error());
    return false;
  }
  return expired == kKeys;
}

Retention::Size Retention::measure() {
  Size size;
  {
    Query row(size_);
    if (row.next()) size = {row.integer(0), row.integer(1)};
  }
  // A failure would stick to the connection; what cannot be read is looked at again.
  if (database_.take_failure()) return {};
  used_bytes_.set(static_cast<double>(size.used));
  free_bytes_.set(static_cast<double>(size.free));
  return size;
}

bool Retention::trusts_clock() {
  const auto drift = (clock_.now() - opened_) - (clock_.monotonic() - opened_monotonic_);
  const bool was_set = drift > kMaxDrift || drift < -kMaxDrift;
  if (was_set && !std::exchange(clock_was_set_, was_set)) {
    log_.warn("the machine's clock was set: nothing is deleted by age until the next start");
  }
  clock_was_set_ = was_set;
  return !was_set;
}

void Retention::note_end(const Size& size) {
  pruner_.begin_pass();
  const bool stuck = size.used > options_.max_bytes;
  if (stuck && !std::exchange(stuck_, stuck)) {
    log_.warn(
        "the store is larger than store.max_size, but only data that must be kept is left: "
        "unfinished messages, what is younger than two days, dead letters, keys and usage",
        {{"used", size.used}, {"max_size", options_.max_bytes}});
  }
  stuck_ = stuck;
}

void Retention::note_failure(const error& failure) {
  if (std::exchange(failing_, true)) return;
  log_.warn("old rows of the store could not be deleted; trying again",
            {{"reason", failure.message}});
}

}  // namespace yak::sqlite
