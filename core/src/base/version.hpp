#pragma once

#include <string_view>

namespace yak::base {

/// MAJOR.MINOR.PATCH of this build, as `yak --version` prints it; lives as long as the program. A
/// function, not a macro: one file is compiled anew for another version.
std::string_view version();

}  // namespace yak::base
