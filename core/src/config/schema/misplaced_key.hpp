#pragma once

#include <string>
#include <string_view>

namespace yak::config {

/// Where a key belongs that stands at the top of the file and is unknown there: `belongs into the
/// list 'middleware' …`. Empty when it is no key of anything. Pure.
[[nodiscard]] std::string misplaced_key(std::string_view key);

}  // namespace yak::config
