// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/api.hpp"
#include "yak/context.hpp"

namespace yak {

/// What the core offers to a provider instance: only what every instance has.
class YAK_API ProviderContext : public Context {
 public:
  ~ProviderContext() override;
};

}  // namespace yak
