// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "yak/store/key_value.hpp"

namespace yak::base {

/// The first entries of a space, at most `most`, read page by page. `keys` must live until the task
/// has ended.
task<result<std::vector<KeyValueEntry>>> scan_keys(KeyValue& keys, std::size_t most);

}  // namespace yak::base
