// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/store.hpp"

namespace yak::base {

/// The key for opaque ids: 64 hex digits, kept in the store. Generated if the store has none.
task<result<std::string>> user_key(Store& store);

}  // namespace yak::base
