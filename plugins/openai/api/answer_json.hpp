// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "openai/api/answer.hpp"
#include "yak/error.hpp"

namespace yak::openai {

// Readers shared by whole answers and by the chunks of a stream.

/// The choice with index 0; null when `choices` is absent, null or empty, or has no such choice.
/// `protocol` when it is not a list of objects.
result<const boost::json::value*> first_choice(const boost::json::value& body);

/// The error inside a choice (OpenRouter), if any.
[[nodiscard]] std::optional<UpstreamError> error_of_choice(const boost::json::value& choice);

/// Appends a message's `content`: text, or the texts in a list of parts (Mistral, OpenRouter).
/// Appends nothing when it is null or absent; anything else is `protocol`.
result<void> append_content(const boost::json::value& message, std::string& out);

/// Appends a message's `refusal`, likewise; it must be text.
result<void> append_refusal(const boost::json::value& message, std::string& out);

/// Records the names of called tools, by index. A stream sends a name once and the arguments in
/// later chunks.
void note_tools(const boost::json::value& message, std::vector<std::string>& names);

/// Reads `usage`, or Groq's `x_groq.usage`; changes nothing when neither is present and complete.
void read_usage(const boost::json::value& body, Usage& usage);

/// Reads `id` and `model`, unless `answer` already has them.
void read_names(const boost::json::value& body, Answer& answer);

}  // namespace yak::openai
