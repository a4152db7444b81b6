#pragma once

#include <string>

#include "yak/store.hpp"

namespace yak::base {

/// The key that opaque ids are made with: 64 hex digits, the store's own. Made where there is none.
task<result<std::string>> user_key(Store& store);

}  // namespace yak::base
