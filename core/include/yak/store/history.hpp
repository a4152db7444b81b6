// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/provider.hpp"
#include "yak/task.hpp"

namespace yak {

/// One line of a conversation, as it was shown to the model or answered by it.
struct HistoryLine {
  HistoryLine() = default;
  HistoryLine(Role role, std::string text, WallTime at)
      : role(role), text(std::move(text)), at(at) {}

  Role role = Role::user;
  std::string text;
  WallTime at{};
};

/// The history of conversations. A turn adds its lines with its commit (`Turn::writes`). The lines
/// of an address that is now a person's alias belong to the person: see Journal::accept.
///
/// Thread-safe; calls from one coroutine take effect in their order. The store owns it. Failures:
/// `unavailable` (disk full, I/O), `internal`.
class YAK_API History {
 public:
  virtual ~History();

  /// The latest lines of a conversation, at most `limit`, newest last.
  virtual task<result<std::vector<HistoryLine>>> recent(ConversationKey conversation,
                                                        int limit) = 0;
  /// Removes all lines of a conversation: no call finds them from then on, after a restart either.
  /// Their text may stay in the store's files until the space is used again; PersonRecords::erase
  /// overwrites it.
  virtual task<result<void>> clear(ConversationKey conversation) = 0;
};

}  // namespace yak
