// SPDX-License-Identifier: Apache-2.0
#include "yak/store/lease_table.hpp"

#include <string>

namespace yak {
namespace {

error taken(Epoch by) {
  return {ErrorKind::conflict,
          "the conversation is leased to another owner (epoch " + std::to_string(by) + ")"};
}

}  // namespace

result<Lease> LeaseTable::claim(const ConversationKey& conversation, Epoch epoch,
                                std::chrono::milliseconds span, WallTime now) {
  const auto found = held_.find(conversation);
  if (found == held_.end()) {
    if (!make_room(now)) return error(ErrorKind::unavailable, "too many conversations are leased");
    held_.emplace(conversation, Held{epoch, now + span});
    return Lease(conversation, epoch, now + span);
  }
  Held& held = found->second;
  const bool is_other = held.epoch != epoch;
  if (is_other && (held.ends_at > now || held.epoch > epoch)) return taken(held.epoch);
  held = Held{epoch, now + span};
  return Lease(conversation, epoch, held.ends_at);
}

result<Lease> LeaseTable::renew(const Lease& lease, std::chrono::milliseconds span, WallTime now) {
  const auto found = held_.find(lease.conversation);
  if (found == held_.end()) {
    return error(ErrorKind::conflict, "the conversation is not leased to this owner");
  }
  if (found->second.epoch != lease.epoch) return taken(found->second.epoch);
  found->second.ends_at = now + span;
  return Lease(lease.conversation, lease.epoch, now + span);
}

Epoch LeaseTable::owner(const ConversationKey& conversation, Epoch other) const {
  if (held_.empty()) return other;
  const auto found = held_.find(conversation);
  return found == held_.end() ? other : found->second.epoch;
}

bool LeaseTable::make_room(WallTime now) {
  if (held_.size() < most_) return true;
  std::erase_if(held_, [now](const auto& entry) { return entry.second.ends_at <= now; });
  return held_.size() < most_;
}

}  // namespace yak
