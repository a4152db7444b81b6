// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "conversation/turns/turn_report.hpp"
#include "observe/tracing/span.hpp"

namespace yak::conversation {

/// Returns the spans of a turn: the message's root span, which begins when the message entered its
/// lane, and within it the wait, the layers and the model calls, nested as they ran. The attributes
/// of model calls have the names of observe/tracing/genai_names.hpp. `conversation` is an opaque
/// name. Details pass through `clean` as in turn_report_json. Pure.
std::vector<observe::Span> spans_of(const Turn& turn, const TurnAccount& account,
                                    const std::string& conversation, const CleanText& clean);

}  // namespace yak::conversation
