// SPDX-License-Identifier: Apache-2.0
#include "base/version.hpp"

namespace yak::base {

std::string_view version() { return YAK_VERSION; }

}  // namespace yak::base
