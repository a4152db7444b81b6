// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/daemon_answer.hpp"

/// Formats the output of `yak user`. Pure.
namespace yak::cli {

/// `records`: the merged pages of `/api/v1/people/…`.
std::string person_text(const Json& records);
/// `12 messages, 14 deliveries, …`; `counts` as the API returns it.
std::string person_counts(const Json& counts);
bool has_nothing(const Json& counts);

}  // namespace yak::cli
