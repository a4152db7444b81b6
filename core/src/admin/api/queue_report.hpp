#pragma once

#include <vector>

#include "admin/api_response.hpp"
#include "yak/context.hpp"
#include "yak/store.hpp"

/// What waits in the store, as status pages show it. Pure.
namespace yak::admin {

/// One line a count, with ages, and with what to do about dead letters when there are any.
std::vector<StatusLine> queue_in_words(const StoreStats& stats, WallTime now);

/// The same in numbers: ages in seconds, null where nothing waits.
Json queue_as_json(const StoreStats& stats, WallTime now);

}  // namespace yak::admin
