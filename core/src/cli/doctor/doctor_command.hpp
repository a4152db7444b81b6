#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak doctor`: looks at everything that `yak run` needs, here and outside, with the daemon down
/// or running. Changes nothing. The exit code is DoctorReport's.
int doctor(const Invocation& invocation);

}  // namespace yak::cli
