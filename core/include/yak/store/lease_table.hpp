// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <unordered_map>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/store/lease.hpp"

namespace yak {

/// Who has leased which conversation, for a store of one process: what an earlier process leased is
/// void, because the next one takes a greater epoch. Not thread-safe.
class YAK_API LeaseTable {
 public:
  /// Leases held at once. Above it those that have ended are forgotten, and where none has, a claim
  /// is `unavailable`.
  static constexpr std::size_t kMost = 100'000;

  explicit LeaseTable(std::size_t most = kMost) : most_(most) {}

  /// As Journal::claim, without the rows.
  result<Lease> claim(const ConversationKey& conversation, Epoch epoch,
                      std::chrono::milliseconds span, WallTime now);
  /// As Journal::renew.
  result<Lease> renew(const Lease& lease, std::chrono::milliseconds span, WallTime now);
  /// The owner that has the conversation, or had it last; `other` when it was not claimed.
  [[nodiscard]] Epoch owner(const ConversationKey& conversation, Epoch other) const;

 private:
  struct Held {
    Epoch epoch = 0;
    WallTime ends_at{};
  };

  bool make_room(WallTime now);

  std::size_t most_;
  std::unordered_map<ConversationKey, Held> held_;
};

}  // namespace yak
