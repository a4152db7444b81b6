#pragma once

#include <vector>

#include "config/instance.hpp"
#include "config/value_text.hpp"

namespace yak::config {

/// The instances that the file names: the store, then channels, providers and middleware. Their
/// core keys are checked; a plugin's own keys are left for later. What cannot be an instance is a
/// problem and left out.
[[nodiscard]] std::vector<Instance> read_instances(const Node& root, const Sources& sources);

}  // namespace yak::config
