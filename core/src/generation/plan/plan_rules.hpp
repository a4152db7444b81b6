#pragma once

#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// What no instance can judge alone, because it depends on the others: that the channels named in
/// addresses exist and can read them, that no two instances serve one path, and that no middleware
/// is in the chain twice. `channels` are all that the file names, those that are off too. Adds
/// problems with their places; fills in `plan.named_users`. Pure.
void apply_plan_rules(Plan& plan, const std::vector<ChannelInfo>& channels,
                      config::Problems& problems);

}  // namespace yak::generation
