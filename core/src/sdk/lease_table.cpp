// SPDX-License-Identifier: Apache-2.0
#include "yak/store/lease_table.hpp"

#include <algorithm>
#include <string>

namespace yak {
namespace {

error taken(Epoch by) {
  return {ErrorKind::conflict,
          "the conversation is leased to another owner (epoch " + std::to_string(by) + ")"};
}

error too_old(Epoch epoch) {
  return {ErrorKind::conflict, "a newer owner may have had the conversation: take an epoch after " +
                                   std::to_string(epoch)};
}

}  // namespace

result<Lease> LeaseTable::claim(const ConversationKey& conversation, Epoch epoch,
                                std::chrono::milliseconds span, const Clock& clock) {
  const MonotonicTime now = clock.monotonic();
  Lease lease(conversation, epoch, clock.now() + span);
  const auto found = held_.find(conversation);
  if (found == held_.end()) {
    if (!make_room(now)) return error(ErrorKind::unavailable, "too many conversations are leased");
    if (epoch < forgotten_) return too_old(forgotten_ - 1);
    held_.emplace(conversation, Held{epoch, now + span});
    return lease;
  }
  Held& held = found->second;
  const bool is_other = held.epoch != epoch;
  if (is_other && (held.ends_at > now || held.epoch > epoch)) return taken(held.epoch);
  held = Held{epoch, now + span};
  return lease;
}

result<Lease> LeaseTable::renew(const Lease& lease, std::chrono::milliseconds span,
                                const Clock& clock) {
  const auto found = held_.find(lease.conversation);
  if (found == held_.end()) {
    return error(ErrorKind::conflict, "the conversation is not leased to this owner");
  }
  if (found->second.epoch != lease.epoch) return taken(found->second.epoch);
  found->second.ends_at = clock.monotonic() + span;
  return Lease(lease.conversation, lease.epoch, clock.now() + span);
}

Epoch LeaseTable::owner(const ConversationKey& conversation, Epoch other) const {
  const auto found = held_.find(conversation);
  return found == held_.end() ? other : std::max(found->second.epoch, other);
}

void LeaseTable::merge(const ConversationKey& from, const ConversationKey& to) {
  const auto old = held_.extract(from);
  if (old.empty()) return;
  const Held& moved = old.mapped();
  Held& held = held_.try_emplace(to, moved).first->second;
  if (moved.epoch > held.epoch) held = moved;
}

bool LeaseTable::make_room(MonotonicTime now) {
  if (held_.size() < most_) return true;
  std::erase_if(held_, [this, now](const auto& entry) {
    if (entry.second.ends_at > now) return false;
    forgotten_ = std::max(forgotten_, entry.second.epoch);
    return true;
  });
  return held_.size() < most_;
}

}  // namespace yak
