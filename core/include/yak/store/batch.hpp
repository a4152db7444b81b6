// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yak/message/message.hpp"
#include "yak/store/history.hpp"
#include "yak/store/usage.hpp"

namespace yak {

class KeyValue;

/// Writes that a turn makes together with its commit, in the order in which they were added.
struct Batch {
  struct AppendHistory {
    ConversationKey conversation;
    HistoryLine line;
  };
  struct ClearHistory {
    ConversationKey conversation;
  };
  /// Only a KeyValue adds these, and only for its own space.
  struct Put {
    std::string space;
    std::string key;
    std::optional<std::string> value;  ///< absent: the key is erased
  };

  std::vector<ClearHistory> clears;  ///< applied before the appends
  std::vector<AppendHistory> appends;
  std::vector<UsageRow> usage;  ///< added to the row of (user, model, day)

  /// What KeyValue::put_with and erase_with have added.
  [[nodiscard]] const std::vector<Put>& puts() const noexcept { return puts_; }
  [[nodiscard]] bool empty() const noexcept {
    return clears.empty() && appends.empty() && puts_.empty() && usage.empty();
  }

 private:
  friend class KeyValue;

  std::vector<Put> puts_;
};

}  // namespace yak
