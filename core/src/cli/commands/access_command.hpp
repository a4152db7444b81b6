#pragma once

#include <string>

#include "cli/daemon_answer.hpp"
#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak access pending|approve|deny`: who waits for admission, and a decision about one of them.
int access(const Invocation& invocation);

/// Waiting senders, as `GET /api/v1/access/pending` gives them, for a terminal. Pure.
std::string pending_as_table(const Json& pending);

}  // namespace yak::cli
