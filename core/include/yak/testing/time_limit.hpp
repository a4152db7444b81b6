// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>

namespace yak::testing {

/// `span` times the number in the environment variable YAK_TEST_TIME_FACTOR (1 if it is not set).
/// For every limit of real time in a test: a slow machine or a sanitizer then needs one setting,
/// not a longer limit in each test. Throws std::invalid_argument if the variable is not a number
/// from 1 to 1000. Thread-safe.
[[nodiscard]] std::chrono::milliseconds scaled(std::chrono::milliseconds span);

/// Waits until `condition` holds, for what another thread does without reporting it. False if it
/// does not hold within `scaled(limit)`. Calls `condition` about every millisecond, on this thread.
[[nodiscard]] bool eventually(const std::function<bool()>& condition,
                              std::chrono::milliseconds limit = std::chrono::seconds(10));

}  // namespace yak::testing
