#pragma once

#include <string>

#include "cli/daemon_answer.hpp"

/// What `yak user` prints. Pure.
namespace yak::cli {

/// `records` is what the pages of `/api/v1/people/…` come to.
std::string person_in_words(const Json& records);
/// `12 messages, 14 deliveries, …`; `counts` is as the API gives it.
std::string person_counts(const Json& counts);
bool has_nothing(const Json& counts);

}  // namespace yak::cli
