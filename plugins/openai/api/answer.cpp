// SPDX-License-Identifier: Apache-2.0
#include "openai/api/answer.hpp"

namespace yak::openai {
namespace {

constexpr std::string_view kFiltered = "The provider's content filter withheld this answer.";
constexpr std::string_view kRestFiltered =
    "(The provider's content filter withheld the rest of this answer.)";
constexpr std::string_view kBudgetUsedUp =
    "The model's reasoning used up the token budget before it wrote an answer. Try a simpler "
    "question.";
constexpr std::string_view kEmpty = "The model gave an empty answer. Try asking in other words.";

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

FinishReason finish_of(const Answer& answer) noexcept {
  if (answer.refused) return FinishReason::refusal;
  if (answer.finish_reason == "content_filter") return FinishReason::filtered;
  if (answer.finish_reason == "length") return FinishReason::length;
  return FinishReason::stop;
}

/// The sentence to add to the text; may be empty.
std::string_view remark_on(const Answer& answer, FinishReason finish) noexcept {
  const bool blank = is_blank(answer.text);
  if (finish == FinishReason::filtered) return blank ? kFiltered : kRestFiltered;
  if (!blank) return {};
  return finish == FinishReason::length ? kBudgetUsedUp : kEmpty;
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += ", ";
    list += name.empty() ? "(unnamed)" : name;
  }
  return list;
}

void add_remark(Answer& answer, std::string_view remark, std::string& delta) {
  std::string added(is_blank(answer.text) ? "" : "\n\n");
  added += remark;
  if (is_blank(answer.text)) answer.text.clear();
  answer.text += added;
  delta += added;
}

}  // namespace

result<Completion> conclude(Answer answer, const ErrorReader& errors, std::string& delta) {
  if (is_blank(answer.text) && !answer.tools.empty()) {
    return errors.broken(ErrorKind::unsupported,
                         "called tools (" + listed(answer.tools) +
                             ") that Yak does not offer; take `tools` out of extra_body",
                         answer.id);
  }
  const FinishReason finish = finish_of(answer);
  const std::string_view remark = remark_on(answer, finish);
  if (!remark.empty()) add_remark(answer, remark, delta);
  Completion completion;
  completion.text = std::move(answer.text);
  completion.model = std::move(answer.model);
  completion.finish = finish;
  completion.usage = answer.usage;
  completion.request_id = std::move(answer.id);
  return completion;
}

}  // namespace yak::openai
