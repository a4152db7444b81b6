// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/daemon_answer.hpp"
#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak access pending|approve|deny`: lists senders that wait for admission, and admits or denies
/// one.
int access(const Invocation& invocation);

/// A table of waiting senders, as `GET /api/v1/access/pending` returns them. Pure.
std::string pending_as_table(const Json& pending);

}  // namespace yak::cli
