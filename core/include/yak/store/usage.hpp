// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/task.hpp"

namespace yak {

/// Days since 1970-01-01 UTC: the unit that usage is counted by.
using Day = std::int32_t;
YAK_API Day day_of(WallTime time) noexcept;

/// What one user used of one model on one day.
struct UsageRow {
  UsageRow() = default;

  std::string user;   ///< `whatsapp:+15551234567`
  std::string model;  ///< `openai/gpt-4o-mini`; `channel/whatsapp` for a channel's own fees
  Day day = 0;
  std::int64_t messages = 0;  ///< that the model answered; 0 in a row of fees
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cost_nano_usd = 0;      ///< of the calls whose price is known
  std::int64_t unpriced_messages = 0;  ///< calls whose price or token count is unknown
};

/// Usage counters. A turn adds to them with its commit (`Turn::writes`).
///
/// Thread-safe. The store owns it. Failures: `unavailable` (disk full, I/O), `internal`.
class YAK_API UsageRecords {
 public:
  virtual ~UsageRecords();

  /// One user's rows of these days, in order of day and model. `user` empty: the sums of all users,
  /// with `user` empty in the rows too.
  virtual task<result<std::vector<UsageRow>>> rows(std::string user, Day first, Day last) = 0;
  /// The sum of each user over all models in these days: `model` is empty and `day` is the last day
  /// with any use. The most expensive first, then those with the most messages; at most `limit`
  /// users. `unsupported` by default.
  virtual task<result<std::vector<UsageRow>>> by_user(Day first, Day last, int limit);
};

}  // namespace yak
