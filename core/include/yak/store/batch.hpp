// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yak/message.hpp"
#include "yak/store/history.hpp"
#include "yak/store/usage.hpp"

namespace yak {

/// Writes that a turn makes together with its commit, in the order in which they were added.
struct Batch {
  struct AppendHistory {
    ConversationKey conversation;
    HistoryLine line;
  };
  struct ClearHistory {
    ConversationKey conversation;
  };
  /// A key of one of the core's own spaces. Plugins write theirs with `Context::kv()`. `value`
  /// absent: erase.
  struct Put {
    std::string space;
    std::string key;
    std::optional<std::string> value;
  };

  std::vector<ClearHistory> clears;  ///< applied before the appends
  std::vector<AppendHistory> appends;
  std::vector<Put> puts;
  std::vector<UsageRow> usage;  ///< added to what is there for (user, model, day)

  [[nodiscard]] bool empty() const noexcept {
    return clears.empty() && appends.empty() && puts.empty() && usage.empty();
  }
};

}  // namespace yak
