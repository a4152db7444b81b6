#pragma once

#include <string>
#include <vector>

#include "yak/settings.hpp"

namespace yak::config {

/// Whether two values are the same, secrets by their text; places do not count.
[[nodiscard]] bool same(const Settings& left, const Settings& right);

/// The keys in which two values of one schema differ, dotted, in order: `server.limits`,
/// `server.listen`. A list, and a map whose keys differ, is one key.
[[nodiscard]] std::vector<std::string> changed_keys(const Settings& before, const Settings& after);

}  // namespace yak::config
