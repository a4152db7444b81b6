// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "yak/log.hpp"

namespace yak::observe {

/// Returns whether `descriptor` is connected directly to journald: it is the socket that
/// $JOURNAL_STREAM names (systemd.exec(5)). False if it was redirected after the start.
[[nodiscard]] bool is_journal(int descriptor);

/// Returns the prefix that journald strips from a line and uses as its priority (sd-daemon(3)).
[[nodiscard]] std::string_view journal_priority(LogLevel level) noexcept;

}  // namespace yak::observe
