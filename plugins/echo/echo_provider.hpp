// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "yak/plugin.hpp"

namespace yak::echo {

Schema schema();
result<std::unique_ptr<Provider>> make_provider(ProviderContext& context, Settings settings);

}  // namespace yak::echo
