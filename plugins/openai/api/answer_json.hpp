#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "openai/api/answer.hpp"
#include "yak/error.hpp"

namespace yak::openai {

/// The parts that a whole answer and the pieces of a stream have in common.

/// The choice with index 0; null when `choices` is absent, null or empty, or names others alone.
/// `protocol` when it is something else than a list of objects.
result<const boost::json::value*> first_choice(const boost::json::value& body);

/// What failed inside a choice (OpenRouter); nothing when nothing did.
[[nodiscard]] std::optional<UpstreamError> error_of_choice(const boost::json::value& choice);

/// Appends a message's `content`: text, or a list of parts of which those with text count
/// (Mistral, OpenRouter). Null and absent are nothing; anything else is `protocol`.
result<void> append_content(const boost::json::value& message, std::string& out);

/// As above for `refusal`.
result<void> append_refusal(const boost::json::value& message, std::string& out);

/// Notes the names of called tools, by index (a name comes once, its arguments in later pieces).
void note_tools(const boost::json::value& message, std::vector<std::string>& names);

/// `usage`, or Groq's `x_groq.usage`; nothing is changed when neither is there and whole.
void read_usage(const boost::json::value& body, Usage& usage);

/// `id` and `model`, the first time they come.
void read_names(const boost::json::value& body, Answer& answer);

/// Likewise, when they have been read already; both may be empty.
void note_names(std::string_view id, std::string_view model, Answer& answer);

}  // namespace yak::openai
