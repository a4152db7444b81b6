// SPDX-License-Identifier: Apache-2.0
#include "history/history_commands.hpp"

#include <utility>

#include "yak/text/text_format.hpp"

namespace yak::history {
namespace {

std::string ago(WallTime then, WallTime now) { return format_duration(now - then) + " ago"; }

std::string sent_text(std::size_t sent, std::size_t all) {
  if (sent == 0) return "None of them is sent to the model with your next message.";
  if (sent == all) return "All of them are sent to the model with your next message.";
  return "The last " + grouped(static_cast<std::int64_t>(sent)) +
         " of them are sent to the model with your next message.";
}

/// Writes the store before it replies, so that the reply is true. Repeating it after a crash in
/// between is harmless.
task<result<std::string>> start_anew(MiddlewareContext& context,
                                     std::shared_ptr<ConversationMemory> memory,
                                     ConversationKey conversation) {
  const std::shared_ptr<ConversationAccess> clearing = memory->clear(conversation);
  const result<void> written = co_await context.history().clear(std::move(conversation));
  if (!written) co_return written.error();
  co_return "A new conversation begins: earlier messages are not sent to the model. The messages "
      "themselves are kept " + describe(context.people().keeping()) +
      "; /privacy shows what is kept and can erase it.";
}

task<result<std::string>> describe(MiddlewareContext& context, ConversationKey conversation,
                                   WindowLimits limits) {
  const auto lines = co_await context.history().recent(std::move(conversation), kMaxCounted);
  if (!lines) co_return lines.error();
  co_return history_text(*lines, context.clock().now(), limits);
}

}  // namespace

std::string history_text(const std::vector<HistoryLine>& lines, WallTime now,
                         const WindowLimits& limits) {
  if (lines.empty()) return "This conversation has no history.";
  const std::string more = lines.size() >= kMaxCounted ? "At least " : "";
  std::string text = more + format_count(static_cast<std::int64_t>(lines.size()), "message") +
                     (lines.size() == 1 ? " is" : " are") + " remembered, the oldest from " +
                     ago(lines.front().at, now) + ", the latest from " + ago(lines.back().at, now) +
                     ". ";
  text += sent_text(lines.size() - window_begin(lines, now, limits), lines.size());
  if (limits.idle_timeout.count() > 0) {
    text +=
        " After a pause of " + format_duration(limits.idle_timeout) + " a new conversation begins.";
  }
  return text + " /new clears this history; /privacy shows what else is kept.";
}

std::vector<Command> history_commands(MiddlewareContext& context,
                                      std::shared_ptr<ConversationMemory> memory,
                                      const WindowLimits& limits) {
  std::vector<Command> commands;
  commands.emplace_back("new", "begins a new conversation, without the earlier messages.",
                        [&context, memory = std::move(memory)](Turn& turn, std::string) {
                          return start_anew(context, memory, turn.message.conversation());
                        });
  commands.back().aliases = {"reset"};
  commands.emplace_back("history", "shows how much of this conversation is remembered.",
                        [&context, limits](Turn& turn, std::string) {
                          return describe(context, turn.message.conversation(), limits);
                        });
  return commands;
}

}  // namespace yak::history
