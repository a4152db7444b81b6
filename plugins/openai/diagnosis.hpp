// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "openai/options.hpp"
#include "yak/diagnosis.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// Findings of `yak doctor` from a server's answer to `GET /models`: reachable, key accepted,
/// models listed. Pure.
std::vector<Diagnosis> diagnose_server(const Options& options,
                                       const result<std::vector<Model>>& models);

}  // namespace yak::openai
