#pragma once

#include <string>
#include <vector>

#include "conversation/turns/turn_trace.hpp"
#include "observe/tracing/span.hpp"

namespace yak::conversation {

/// What a collector gets of a turn: the message's own span from when it came to its lane, with the
/// wait, the layers and the calls to models in it, each in what held it. Names of the calls'
/// attributes are those of observe/tracing/genai_names.hpp. `conversation` is an opaque name.
/// Details pass `clean` as in turn_as_json. Pure.
std::vector<observe::Span> spans_of(const Turn& turn, const TurnAccount& account,
                                    const std::string& conversation, const CleanWords& clean);

}  // namespace yak::conversation
