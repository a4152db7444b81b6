// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "yak/plugin.hpp"

namespace yak::console {

Schema schema();
/// The console's AddressRule: trims white space; names are compared byte by byte. `invalid` for a
/// text that is not a user name.
result<std::string> console_name(std::string_view written);
result<std::unique_ptr<Channel>> make_channel(ChannelContext& context, Settings settings);

}  // namespace yak::console
