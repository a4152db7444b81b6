#pragma once

#include <cstddef>

#include "yak/lru_map.hpp"
#include "yak/message.hpp"

namespace yak::conversation {

/// The conversations that were told something which is worth saying once. Remembers kMax of them;
/// beyond that, the one that was told longest ago may be told again. Not thread-safe.
class ToldOnce {
 public:
  static constexpr std::size_t kMax = 4'096;

  /// True when the conversation was not told yet; it counts as told from now on.
  bool first_time(const ConversationKey& conversation) {
    if (told_.find(conversation) != nullptr) return false;
    told_.put(conversation, {});
    if (told_.size() > kMax) told_.pop_oldest();
    return true;
  }
  void forget(const ConversationKey& conversation) { told_.erase(conversation); }
  void forget_all() { told_ = {}; }
  [[nodiscard]] bool empty() const noexcept { return told_.size() == 0; }

 private:
  struct Nothing {};
  LruMap<ConversationKey, Nothing> told_;
};

}  // namespace yak::conversation
