#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::console {

Schema schema();
result<std::unique_ptr<Channel>> make_channel(Context& context, Settings settings);

}  // namespace yak::console
