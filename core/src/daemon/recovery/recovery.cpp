// SPDX-License-Identifier: Apache-2.0
#include "daemon/recovery/recovery.hpp"

#include <charconv>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "observe/log/log_format.hpp"

namespace yak::daemon {
namespace {

constexpr int kPage = 256;
constexpr const char* kAlive = "alive_at";
constexpr std::chrono::hours kLongestOutage{24 * 30};
/// Clock adjustments of seconds are normal.
constexpr std::chrono::minutes kTolerance{2};

std::optional<WallTime> time_of(const std::string& text) {
  std::int64_t milliseconds = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, milliseconds);
  if (problem != std::errc() || stopped != end) return std::nullopt;
  return WallTime(std::chrono::milliseconds(milliseconds));
}

}  // namespace

task<result<std::optional<WallTime>>> AliveMark::read() {
  const auto value = co_await keys_.get(kAlive);
  if (!value) co_return value.error();
  std::optional<WallTime> alive;
  if (*value) alive = time_of(**value);
  co_return alive;
}

task<result<void>> AliveMark::write(WallTime now) {
  KeyValueTransaction mark;
  mark.put(kAlive, std::to_string(now.time_since_epoch().count()));
  return keys_.transact(std::move(mark));
}

task<result<std::optional<WallTime>>> Recovery::settle_clock() {
  auto alive = co_await AliveMark(keys).read();
  if (!alive || !*alive) co_return alive;
  const WallTime now = clock.now();
  const auto gap = now - **alive;
  if (gap >= -kTolerance && gap <= kLongestOutage) co_return alive;
  log.warn("the wall clock was set while the daemon was off; unfinished work keeps its age",
           {{"from", observe::timestamp(**alive)}, {"to", observe::timestamp(now)}});
  const auto shifted = co_await maintenance.shift_times(gap);
  if (!shifted) co_return shifted.error();
  // At once: if this start fails later, the next one must not shift the times again.
  const auto marked = co_await AliveMark(keys).write(now);
  if (!marked) co_return marked.error();
  co_return std::optional<WallTime>();
}

task<result<void>> Recovery::add_suspicion(const conversation::RunningTurns::Left& left) {
  if (left.messages.empty()) co_return result<void>();
  log.warn(left.crashed ? "the daemon crashed with turns running"
                        : "the daemon was killed with turns running",
           {{"turns", left.messages.size()}});
  co_return co_await maintenance.add_suspicion(
      left.messages, left.crashed ? conversation::kCrashPoints : conversation::kKillPoints);
}

task<result<std::size_t>> Recovery::resume_messages() {
  std::size_t messages = 0;
  for (MessageId after = 0;;) {
    auto page = co_await journal.resume_messages(after, kPage);
    if (!page) co_return page.error();
    if (page->empty()) break;
    after = page->back().id;
    messages += page->size();
    backlog.add(page->size());
    for (Message& message : *page) {
      sink.dispatch(std::move(message), nullptr, delivery::Arrival::resumed);
    }
  }
  co_return messages;
}

task<result<std::size_t>> Recovery::resume_deliveries() {
  std::vector<Delivery> all;
  for (DeliveryId after = 0;;) {
    auto page = co_await journal.resume_deliveries(after, kPage);
    if (!page) co_return page.error();
    if (page->empty()) break;
    after = page->back().id;
    all.insert(all.end(), std::make_move_iterator(page->begin()),
               std::make_move_iterator(page->end()));
  }
  const std::size_t deliveries = all.size();
  // All at once, because the parts of one reply must be in their queue together.
  outbox.resume(std::move(all));
  co_return deliveries;
}

}  // namespace yak::daemon
