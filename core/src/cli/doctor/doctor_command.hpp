// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak doctor`: checks everything that `yak run` depends on, local and remote, whether the
/// daemon runs or not. Changes nothing. The exit code is that of DoctorReport.
int doctor(const Invocation& invocation);

}  // namespace yak::cli
