// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace yak {

/// The id of one message's trace for OpenTelemetry: 16 bytes (W3C Trace Context, section 3.2.2.3).
/// All zero: not set.
using TraceId = std::array<std::uint8_t, 16>;

}  // namespace yak
