#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "yak/plugin.hpp"

namespace yak::console {

Schema schema();
/// How users of the console are compared: a name, as it is (an AddressRule).
result<std::string> console_name(std::string_view written);
result<std::unique_ptr<Channel>> make_channel(Context& context, Settings settings);

}  // namespace yak::console
