#pragma once

#include <memory>
#include <vector>

#include "yak/plugin.hpp"

namespace yak::twilio {

/// Builds an instance. `invalid` when nobody said where Twilio reaches this daemon.
result<std::unique_ptr<Channel>> make_channel(Context& context, Settings settings);

}  // namespace yak::twilio
