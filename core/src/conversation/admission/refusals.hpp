#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "yak/clock.hpp"
#include "yak/lru_map.hpp"

namespace yak::conversation {

/// What to do about one refused message.
struct Refusal {
  bool log = false;    ///< at most once an hour for each sender
  bool reply = false;  ///< at most once a day for each sender
};

/// Keeps a stranger who goes on writing from filling the log and from costing replies.
/// Thread-safe.
///
/// Remembers kMaxSenders; beyond that the one who was silent for longest is forgotten, which costs
/// one log line and one reply more if that sender comes again.
class Refusals {
 public:
  static constexpr std::size_t kMaxSenders = 4'096;

  Refusal note(const std::string& user, MonotonicTime now);

 private:
  struct Noted {
    std::optional<MonotonicTime> logged;
    std::optional<MonotonicTime> replied;
  };

  std::mutex mutex_;
  LruMap<std::string, Noted> senders_;
};

}  // namespace yak::conversation
