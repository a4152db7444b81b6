// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace yak::base {

/// The version of this build, MAJOR.MINOR.PATCH, as `yak --version` prints it; valid as long as the
/// program. A function, not a macro, so that only one file is recompiled for another version.
std::string_view version();

}  // namespace yak::base
