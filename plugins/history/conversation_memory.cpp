// SPDX-License-Identifier: Apache-2.0
#include "history/conversation_memory.hpp"

#include <utility>

namespace yak::history {
namespace {

std::size_t bytes_of(const ConversationKey& key, const std::vector<HistoryLine>& lines) {
  // Approximate overhead of the map, the list and the shared pointer for one conversation.
  constexpr std::size_t kEntry = 256;
  std::size_t bytes = kEntry + 2 * (key.channel.size() + key.peer.size());
  for (const HistoryLine& line : lines) bytes += sizeof(HistoryLine) + line.text.capacity();
  return bytes;
}

}  // namespace

ConversationAccess::ConversationAccess(std::shared_ptr<ConversationMemory> memory,
                                       ConversationKey key, bool clears)
    : memory_(std::move(memory)), key_(std::move(key)), clears_(clears) {
  memory_->begin(*this);
}

ConversationAccess::~ConversationAccess() { memory_->end(*this); }

bool ConversationAccess::is_current() const { return memory_->is_current(*this); }
void ConversationAccess::keep(Lines lines) const { memory_->keep(*this, std::move(lines)); }
void ConversationAccess::forget() const { memory_->forget(key_); }

std::shared_ptr<ConversationAccess> ConversationMemory::enter(ConversationKey key) {
  return std::make_shared<ConversationAccess>(shared_from_this(), std::move(key), false);
}

std::shared_ptr<ConversationAccess> ConversationMemory::clear(ConversationKey key) {
  return std::make_shared<ConversationAccess>(shared_from_this(), std::move(key), true);
}

void ConversationMemory::begin(ConversationAccess& visit) {
  const std::lock_guard lock(mutex_);
  Active& active = active_[visit.key_];
  if (active.visits++ == 0) active.epoch = ++last_epoch_;
  if (visit.clears_) {
    ++active.clearings;
    active.epoch = ++last_epoch_;
    forget_locked(visit.key_);
  }
  visit.epoch_ = active.epoch;
  visit.began_in_clearing_ = active.clearings > 0;
  if (visit.began_in_clearing_) {
    visit.lines_ = std::make_shared<const std::vector<HistoryLine>>();
  } else if (const Lines* known = known_.find(visit.key_)) {
    visit.lines_ = *known;
  }
}

void ConversationMemory::end(const ConversationAccess& visit) {
  const std::lock_guard lock(mutex_);
  const auto found = active_.find(visit.key_);
  if (visit.clears_) --found->second.clearings;
  if (--found->second.visits == 0) active_.erase(found);
}

bool ConversationMemory::is_current(const ConversationAccess& visit) const {
  const std::lock_guard lock(mutex_);
  return active_.at(visit.key_).epoch == visit.epoch_;
}

void ConversationMemory::keep(const ConversationAccess& visit, Lines lines) {
  const std::lock_guard lock(mutex_);
  if (visit.began_in_clearing_ || active_.at(visit.key_).epoch != visit.epoch_) return;
  forget_locked(visit.key_);
  bytes_ += bytes_of(visit.key_, *lines);
  known_.put(visit.key_, std::move(lines));
  while (known_.size() > max_conversations_ || bytes_ > max_bytes_) {
    const auto oldest = known_.pop_oldest();
    bytes_ -= bytes_of(oldest->first, *oldest->second);
  }
}

void ConversationMemory::forget(const ConversationKey& key) {
  const std::lock_guard lock(mutex_);
  forget_locked(key);
}

void ConversationMemory::forget_locked(const ConversationKey& key) {
  const Lines* known = known_.find(key);
  if (known == nullptr) return;
  bytes_ -= bytes_of(key, **known);
  known_.erase(key);
}

std::size_t ConversationMemory::size() const {
  const std::lock_guard lock(mutex_);
  return known_.size();
}

std::size_t ConversationMemory::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace yak::history
