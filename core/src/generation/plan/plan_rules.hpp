// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// Checks rules that concern several instances: the channels named in addresses exist and accept
/// the addresses, no two instances serve the same path, and no middleware is in the chain twice.
/// `channels` are all channels of the file, including disabled ones. Adds problems with their
/// positions; fills in `plan.named_users`. Pure.
void apply_plan_rules(Plan& plan, const std::vector<ChannelInfo>& channels,
                      config::Problems& problems);

}  // namespace yak::generation
