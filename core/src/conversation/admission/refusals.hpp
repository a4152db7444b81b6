// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "yak/clock.hpp"
#include "yak/lru_map.hpp"

namespace yak::conversation {

/// Which actions follow a refused message.
struct RefusalActions {
  bool log = false;    ///< at most once an hour for each sender
  bool reply = false;  ///< at most once a day for each sender
};

/// Limits the log lines and replies that refused senders cause. Thread-safe.
///
/// Remembers kMaxSenders. Above that, the sender with the oldest message is forgotten, which costs
/// one more log line and reply if that sender writes again.
class Refusals {
 public:
  static constexpr std::size_t kMaxSenders = 4'096;

  RefusalActions note(const std::string& user, MonotonicTime now);

 private:
  struct Noted {
    std::optional<MonotonicTime> logged;
    std::optional<MonotonicTime> replied;
  };

  std::mutex mutex_;
  LruMap<std::string, Noted> senders_;
};

}  // namespace yak::conversation
