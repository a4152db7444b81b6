// SPDX-License-Identifier: Apache-2.0
#include "conversation/lanes/lane_queue.hpp"

#include <algorithm>
#include <utility>

#include "conversation/lanes/join_rule.hpp"

namespace yak::conversation {
namespace {

constexpr std::string_view kNewestRefused =
    "Too many of your messages are waiting for an answer, so this one was not accepted. "
    "Please wait for the answers, or send /stop to drop what is waiting.";
constexpr std::string_view kOldestDropped =
    "Too many of your messages are waiting for an answer, so the oldest were dropped. "
    "Please wait for the answers, or send /stop to drop what is waiting.";

/// A turn begins after at most this many times `collect`.
constexpr int kMaxCollects = 3;

bool is_expired(const PendingTurn& turn, MonotonicTime now, const LaneOptions& options) {
  return turn.age(now) > options.max_age;
}

bool may_coalesce(const PendingTurn& last, const PendingTurn& newest, const LaneOptions& options) {
  return options.overflow == OverflowRule::coalesce && !is_expired(newest, newest.since, options) &&
         JoinRule(last).admit(newest);
}

}  // namespace

LaneQueue::Overflow LaneQueue::put(PendingTurnPtr turn, const LaneOptions& options) {
  Overflow overflow;
  if (size() < options.backlog || turn->arrival == delivery::Arrival::resumed) {
    turns_.push_back(std::move(turn));
    return overflow;
  }
  if (may_coalesce(*turns_.back(), *turn, options)) {
    overflow.rule = OverflowRule::coalesce;
    turns_.back() = join(std::move(turns_.back()), std::move(turn));
    return overflow;
  }
  if (options.overflow == OverflowRule::drop_oldest) {
    overflow.rule = OverflowRule::drop_oldest;
    overflow.ended = pop();
    overflow.words = notify_once(kOldestDropped);
    turns_.push_back(std::move(turn));
    return overflow;
  }
  overflow.rule = OverflowRule::reject_newest;
  overflow.ended = std::move(turn);
  overflow.words = notify_once(kNewestRefused);
  return overflow;
}

MonotonicTime::duration LaneQueue::wait(MonotonicTime now, const LaneOptions& options) const {
  const PendingTurn& first = *turns_[first_];
  if (options.collect.count() == 0 || first.arrival == delivery::Arrival::resumed) return {};
  if (is_expired(first, now, options)) return {};
  const std::size_t together = group(now, options);
  // A message behind the group cannot join, so no later message can either.
  if (together < size()) return {};
  const PendingTurn& last = *turns_[first_ + together - 1];
  const MonotonicTime due =
      std::min(last.since + options.collect, first.since + kMaxCollects * options.collect);
  return due - now;
}

std::size_t LaneQueue::group(MonotonicTime now, const LaneOptions& options) const {
  std::size_t together = 1;
  if (options.collect.count() == 0) return together;
  JoinRule joining(*turns_[first_]);
  for (; together < size(); ++together) {
    const PendingTurn& next = *turns_[first_ + together];
    if (is_expired(next, now, options) || !joining.admit(next)) break;
  }
  return together;
}

LaneQueue::NextTurn LaneQueue::take(MonotonicTime now, const LaneOptions& options) {
  NextTurn next;
  next.expired = is_expired(*turns_[first_], now, options);
  const std::size_t together = next.expired ? 1 : group(now, options);
  next.turn = pop();
  for (std::size_t i = 1; i < together; ++i) next.turn = join(std::move(next.turn), pop());
  while (next.expired && !empty() && is_expired(*turns_[first_], now, options)) {
    next.turn = end_together(std::move(next.turn), pop());
  }
  // Reset only when two places are free. With one, a user who keeps writing would get the notice
  // again with every turn.
  is_notified_ = is_notified_ && size() + 1 >= options.backlog;
  return next;
}

std::vector<ConversationKey> LaneQueue::former() const {
  std::vector<ConversationKey> conversations;
  const Message& message = turns_[first_]->turn.message;
  conversations.reserve(message.merged.size());
  for (const std::string& alias : message.merged) {
    conversations.emplace_back(message.channel, alias);
  }
  return conversations;
}

void LaneQueue::settle_former(const std::vector<ConversationKey>& conversations) {
  if (!empty() && former() == conversations) turns_[first_]->turn.message.merged.clear();
}

PendingTurnPtr LaneQueue::take_all() {
  is_notified_ = false;
  if (empty()) return nullptr;
  PendingTurnPtr all = pop();
  while (!empty()) all = end_together(std::move(all), pop());
  return all;
}

void LaneQueue::release_tickets() {
  for (std::size_t i = first_; i < turns_.size(); ++i) {
    if (turns_[i]->ticket) turns_[i]->ticket->release();
  }
}

std::size_t LaneQueue::messages() const noexcept {
  std::size_t count = 0;
  for (std::size_t i = first_; i < turns_.size(); ++i) count += turns_[i]->messages();
  return count;
}

PendingTurnPtr LaneQueue::pop() {
  PendingTurnPtr turn = std::move(turns_[first_++]);
  // Erasing only when at least half of the vector is consumed keeps this O(1) amortized.
  if (2 * first_ >= turns_.size()) {
    turns_.erase(turns_.begin(), turns_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  return turn;
}

std::string_view LaneQueue::notify_once(std::string_view words) {
  return std::exchange(is_notified_, true) ? std::string_view() : words;
}

}  // namespace yak::conversation
