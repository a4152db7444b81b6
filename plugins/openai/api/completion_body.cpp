// SPDX-License-Identifier: Apache-2.0
#include "openai/api/completion_body.hpp"

#include "openai/api/answer.hpp"
#include "openai/api/answer_json.hpp"
#include "openai/json/bounded_json.hpp"
#include "openai/json/text_joiner.hpp"

namespace yak::openai {
namespace json = boost::json;
namespace {

/// Reads the message of a choice into `answer`.
result<void> read_message(const json::value& choice, Answer& answer) {
  const json::value* message = member(choice, "message");
  if (message == nullptr || !message->is_object()) {
    return error(ErrorKind::protocol, "answered without a message");
  }
  std::string content;
  if (const result<void> read = append_content(*message, content); !read) return read;
  std::string refusal;
  if (const result<void> read = append_refusal(*message, refusal); !read) return read;
  answer.refused = !refusal.empty();
  if (answer.refused && !content.empty()) content += "\n\n";
  content += refusal;
  append_joined(answer.text, content);
  note_tools(*message, answer.tools);
  answer.finish_reason = text_member(choice, "finish_reason").value_or("");
  if (answer.text.size() > kMaxAnswerBytes) {
    return error(ErrorKind::too_large, "sent an answer larger than 1 MiB");
  }
  return {};
}

/// A body that is not JSON usually comes from a proxy or a captive portal.
std::string_view what_it_is(std::string_view body) noexcept {
  if (body.empty()) return "answered with an empty body";
  return body.find('<') < 16 ? "answered with a web page instead of JSON; check base_url"
                             : "answered with something that is not JSON";
}

}  // namespace

result<Completion> read_completion(std::string_view body, std::string_view request_id,
                                   const ErrorReader& errors) {
  JsonDocument document;
  const result<const json::value*> parsed = document.parse(body, kMaxCompletionBody);
  if (!parsed) {
    const bool nonsense = parsed.error().message.starts_with("not JSON");
    return errors.broken(parsed.error().kind,
                         nonsense ? std::string(what_it_is(body))
                                  : "sent an invalid answer: " + parsed.error().message,
                         request_id);
  }
  Answer answer;
  if (!(*parsed)->is_object() && !(*parsed)->is_array()) {
    return errors.broken(ErrorKind::protocol, "answered with JSON that is not an object",
                         request_id);
  }
  read_names(**parsed, answer);
  if (!request_id.empty()) answer.id = request_id;
  if (const auto upstream = find_upstream_error(**parsed)) {
    return errors.from_upstream(*upstream, answer.id);
  }
  const result<const json::value*> choice = first_choice(**parsed);
  if (!choice) return errors.broken(choice.error().kind, choice.error().message, answer.id);
  if (*choice == nullptr) {
    return errors.broken(ErrorKind::protocol, "answered without choices", answer.id);
  }
  if (const auto failed = error_of_choice(**choice))
    return errors.from_upstream(*failed, answer.id);
  read_usage(**parsed, answer.usage);
  if (const result<void> read = read_message(**choice, answer); !read) {
    return errors.broken(read.error().kind, read.error().message, answer.id);
  }
  std::string ignored;
  return conclude(std::move(answer), errors, ignored);
}

}  // namespace yak::openai
