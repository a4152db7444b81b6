// SPDX-License-Identifier: Apache-2.0
#include "commands/privacy_command.hpp"

#include <string>
#include <utility>

#include "commands/privacy_text.hpp"

namespace yak::commands {
namespace {

/// Rows read from the store at once for an export.
constexpr int kExportPage = 200;

task<result<std::string>> tell(MiddlewareContext& context, std::string user) {
  const auto page = co_await context.people().records(user, "", 1);
  if (!page) co_return page.error();
  const auto model = co_await context.models().current(user);
  co_return kept_text(user, page->counts.value_or(PersonCounts()), context.people().keeping(),
                      model ? *model : std::string());
}

task<result<std::string>> export_records(MiddlewareContext& context, std::string user) {
  PersonExcerpt excerpt;
  std::string after;
  do {
    const auto page = co_await context.people().records(user, after, kExportPage);
    if (!page) co_return page.error();
    excerpt.add(*page);
    after = page->next;
  } while (!after.empty());
  co_return excerpt.text(user);
}

task<result<std::string>> erase_records(MiddlewareContext& context, std::string user,
                                        MessageId request) {
  const auto erased = co_await context.people().erase(std::move(user), request);
  if (!erased) co_return erased.error();
  co_return erased_text(*erased, context.people().keeping());
}

task<result<std::string>> say(std::string words) { co_return words; }

}  // namespace

Command privacy_command(MiddlewareContext& context) {
  Command command("privacy", "shows or erases the data kept about you.",
                  [&context](Turn& turn, std::string argument) {
                    switch (privacy_request(argument)) {
                      case PrivacyRequest::tell: return tell(context, turn.user);
                      case PrivacyRequest::show: return export_records(context, turn.user);
                      case PrivacyRequest::ask: return say(erase_question());
                      case PrivacyRequest::erase:
                        return erase_records(context, turn.user, turn.message.id);
                      case PrivacyRequest::unknown: break;
                    }
                    return say("Please send /privacy, /privacy export or /privacy erase.");
                  });
  command.arguments = "[export | erase]";
  return command;
}

}  // namespace yak::commands
