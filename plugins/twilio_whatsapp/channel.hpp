// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "yak/plugin.hpp"

namespace yak::twilio {

/// Builds an instance. Without a public URL it is built, but refuses all webhooks.
result<std::unique_ptr<Channel>> make_channel(ChannelContext& context, Settings settings);

}  // namespace yak::twilio
