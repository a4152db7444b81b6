// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::memory {

/// The settings of a store, checked.
struct Options {
  std::size_t max_messages = 100'000;
};

Schema schema();
Options read_options(const Settings& settings);

}  // namespace yak::memory
