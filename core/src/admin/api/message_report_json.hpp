// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "admin/api_response.hpp"
#include "yak/log.hpp"
#include "yak/store/journal_reader.hpp"

namespace yak::admin {

/// The report of one message as the admin API returns it: `message`, `turn` (null if none is known)
/// and `deliveries` with their `events`. Member names are those of
/// conversation/turns/turn_report.hpp, written out. Times are in the unit that a key ends with;
/// `after_us` counts from the receipt of the message.
///
/// Steps and events are in order. A step's `took_us` includes the steps nested in it, `own_us`
/// excludes them; `depth` is the number of enclosing steps.
///
/// Addresses are formatted by `log`, and masked in reasons. No text that people wrote is included.
/// Pure.
Json message_report_as_json(const MessageReport& report, const Logger& log);

}  // namespace yak::admin
