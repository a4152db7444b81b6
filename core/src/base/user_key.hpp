// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/store/key_value.hpp"

namespace yak::base {

/// The space of the key.
inline constexpr const char* kUserKeySpace = "router";

/// The key for opaque ids: 64 hex digits, kept in the store. Generated if the store has none; all
/// nodes of a store get the same. `keys` is the store's kUserKeySpace, and must live until the task
/// has ended.
task<result<std::string>> user_key(KeyValue& keys);

}  // namespace yak::base
