// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "yak/clock.hpp"
#include "yak/diagnosis.hpp"

namespace yak::doctor {

/// Judges the end of a certificate: expired is a failure, within two weeks a warning. Pure.
Diagnosis diagnose_certificate(const std::string& what, std::chrono::sys_seconds ends,
                               WallTime now);

/// Examines the certificate and key of `server.tls`, if they are set.
std::vector<Diagnosis> diagnose_server_tls(const config::Config& config, WallTime now);

}  // namespace yak::doctor
