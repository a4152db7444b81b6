// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "yak/message/address.hpp"
#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::generation {

/// Returns `settings` with every user that they name in the form of UserAddress::key, and an empty
/// text where there is no address. Thus settings differ only if they name other people, whatever
/// the notation and whatever else changed in the channels. Pure.
Settings with_user_keys(const Schema& schema, const Settings& settings,
                        const std::vector<ChannelInfo>& channels);

}  // namespace yak::generation
