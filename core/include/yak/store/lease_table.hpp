// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <unordered_map>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/store/lease.hpp"

namespace yak {

/// Who has leased which conversation, for a store of one process: what an earlier process leased is
/// void, because the next one takes a greater epoch. A lease ends by monotonic time, so that
/// setting the wall clock neither ends nor prolongs it. The caller resolves aliases: the
/// conversations are those of the people's ids. Not thread-safe.
class YAK_API LeaseTable {
 public:
  /// Leases held at once. Above it those that have ended are forgotten, and where none has, a claim
  /// is `unavailable`.
  static constexpr std::size_t kMax = 100'000;

  explicit LeaseTable(std::size_t most = kMax) : most_(most) {}

  /// As Journal::claim, without the rows. `clock` must be the same in every call.
  result<Lease> claim(const ConversationKey& conversation, Epoch epoch,
                      std::chrono::milliseconds span, const Clock& clock);
  /// As Journal::renew.
  result<Lease> renew(const Lease& lease, std::chrono::milliseconds span, const Clock& clock);
  /// Whether no conversation was claimed.
  [[nodiscard]] bool empty() const noexcept { return held_.empty(); }
  /// The owner that has the conversation, or had it last, if it is newer than `other`; else
  /// `other`.
  [[nodiscard]] Epoch owner(const ConversationKey& conversation, Epoch other) const;
  /// `from` has become a part of the conversation `to`: of two owners, the newer has both.
  void merge(const ConversationKey& from, const ConversationKey& to);

 private:
  struct Held {
    Epoch epoch = 0;
    MonotonicTime ends_at{};
  };

  bool make_room(MonotonicTime now);

  std::size_t most_;
  std::unordered_map<ConversationKey, Held> held_;
  /// The greatest epoch of the leases that were forgotten. An older owner may have lost any
  /// conversation that is not in `held_`.
  Epoch forgotten_ = 0;
};

}  // namespace yak
