// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/store.hpp"

namespace yak::memory {

/// The page of `all` after `after`, an earlier page's `next`, with at most `limit` rows; `invalid`
/// when that is no page. Pure.
result<PersonPage> page_of(const PersonPage& all, const std::string& after, int limit);

}  // namespace yak::memory
