#pragma once

#include <string_view>

#include "yak/log.hpp"

namespace yak::observe {

/// Whether what is written to `descriptor` goes straight to journald: it is the socket that
/// $JOURNAL_STREAM names (systemd.exec(5)). False where it was redirected since.
[[nodiscard]] bool is_journal(int descriptor);

/// What journald takes off the beginning of a line, as its priority (sd-daemon(3)).
[[nodiscard]] std::string_view journal_priority(LogLevel level) noexcept;

}  // namespace yak::observe
