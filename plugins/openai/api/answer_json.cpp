// SPDX-License-Identifier: Apache-2.0
#include "openai/api/answer_json.hpp"

#include "openai/json/bounded_json.hpp"
#include "yak/text/utf8.hpp"

namespace yak::openai {
namespace json = boost::json;
namespace {

constexpr std::size_t kMaxTools = 128;  // OpenAI's limit on `tools`
constexpr std::size_t kMaxName = 128;

error wrong(std::string_view what) {
  return error(ErrorKind::protocol, "sent " + std::string(what));
}

result<void> append_part(const json::value& part, std::string& out) {
  if (!part.is_object()) return wrong("content whose parts are not objects");
  if (const auto text = text_member(part, "text")) out.append(*text);
  return {};
}

/// The name goes into log lines and is the server's text, so it is bounded and redacted.
void note_name(std::string_view name, std::string& out) {
  if (out.empty() && !name.empty()) out = Redactor().clean(clip_utf8(name, kMaxName));
}

}  // namespace

result<const json::value*> first_choice(const json::value& body) {
  const json::value* choices = member(body, "choices");
  if (choices == nullptr) return nullptr;
  const json::array* list = choices->if_array();
  if (list == nullptr) return wrong("choices that are not a list");
  for (const json::value& choice : *list) {
    if (!choice.is_object()) return wrong("a choice that is not an object");
    if (count_member(choice, "index").value_or(0) == 0) return &choice;
  }
  return nullptr;
}

std::optional<UpstreamError> error_of_choice(const json::value& choice) {
  if (member(choice, "error") != nullptr) return find_upstream_error(choice);
  if (text_member(choice, "finish_reason") != "error") return std::nullopt;
  return UpstreamError();
}

result<void> append_content(const json::value& message, std::string& out) {
  const json::value* content = member(message, "content");
  if (content == nullptr) return {};
  if (content->is_string()) {
    out.append(content->get_string().data(), content->get_string().size());
    return {};
  }
  const json::array* parts = content->if_array();
  if (parts == nullptr) return wrong("content that is not text");
  for (const json::value& part : *parts) {
    if (const result<void> appended = append_part(part, out); !appended) return appended;
  }
  return {};
}

result<void> append_refusal(const json::value& message, std::string& out) {
  const json::value* refusal = member(message, "refusal");
  if (refusal == nullptr) return {};
  if (!refusal->is_string()) return wrong("a refusal that is not text");
  out.append(refusal->get_string().data(), refusal->get_string().size());
  return {};
}

void note_tools(const json::value& message, std::vector<std::string>& names) {
  const json::value* calls = member(message, "tool_calls");
  const json::array* list = calls == nullptr ? nullptr : calls->if_array();
  if (list == nullptr) return;
  std::size_t place = 0;
  for (const json::value& call : *list) {
    const auto index = static_cast<std::size_t>(
        count_member(call, "index").value_or(static_cast<std::int64_t>(place)));
    ++place;
    if (index >= kMaxTools) continue;
    if (names.size() <= index) names.resize(index + 1);
    const json::value* function = member(call, "function");
    if (function == nullptr || !names[index].empty()) continue;
    names[index] = clip_utf8(text_member(*function, "name").value_or(""), kMaxName);
  }
}

void read_usage(const json::value& body, Usage& usage) {
  const json::value* found = member(body, "usage");
  if (found == nullptr) {
    const json::value* groq = member(body, "x_groq");
    found = groq == nullptr ? nullptr : member(*groq, "usage");
  }
  if (found == nullptr) return;
  const auto prompt = count_member(*found, "prompt_tokens");
  const auto completion = count_member(*found, "completion_tokens");
  if (!prompt || !completion) return;
  usage.known = true;
  usage.prompt_tokens = *prompt;
  usage.completion_tokens = *completion;
  if (const json::value* details = member(*found, "prompt_tokens_details")) {
    usage.cached_tokens = count_member(*details, "cached_tokens").value_or(0);
  }
}

void read_names(const json::value& body, Answer& answer) {
  note_name(text_member(body, "id").value_or(""), answer.id);
  note_name(text_member(body, "model").value_or(""), answer.model);
}

}  // namespace yak::openai
