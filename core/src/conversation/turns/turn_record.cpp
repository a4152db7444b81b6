// SPDX-License-Identifier: Apache-2.0
// Records a finished turn: its trace in the journal, its log line and its spans.

#include <algorithm>

#include "conversation/turns/turn_runner.hpp"
#include "conversation/turns/turn_spans.hpp"
#include "observe/log/address_mask.hpp"
#include "observe/tracing/trace_ids.hpp"

namespace yak::conversation {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::size_t kConversationDigits = 12;

/// Formats seconds with six decimals, by hand: formatting a double would take longer than the rest
/// of the line.
std::string seconds(microseconds span) {
  constexpr std::int64_t kSecond = 1'000'000;
  const std::int64_t whole = span.count() / kSecond;
  // Adding one second keeps the leading zeros of the fraction; substr removes its digit.
  return std::to_string(whole) + '.' + std::to_string(kSecond + span.count() % kSecond).substr(1);
}

std::int64_t model_calls(const Turn& turn) {
  return std::ranges::count_if(turn.steps, is_model_call);
}

}  // namespace

TurnAccount TurnRunner::account_of(const PendingTurn& pending, const TurnCommit& entry) const {
  const MonotonicTime now = dependencies_.clock.monotonic();
  TurnAccount account;
  account.began = pending.began;
  account.waited = duration_cast<microseconds>(pending.began - pending.since);
  account.took = duration_cast<microseconds>(now - pending.began);
  account.at =
      dependencies_.clock.now() - duration_cast<std::chrono::milliseconds>(now - pending.began);
  account.parts = entry.deliveries.size();
  account.joined = entry.joined;
  return account;
}

CleanWords TurnRunner::cleaner_of(const Turn& turn) const {
  return [this, &turn](std::string words) {
    const Message& message = turn.message;
    const observe::AddressMask mask{message.peer, message.sender, message.to, message.address};
    return mask.clean(dependencies_.redact ? dependencies_.redact(std::move(words))
                                           : std::move(words));
  };
}

std::string TurnRunner::trace_of(const PendingTurn& pending, const TurnCommit& entry) const {
  if (pending.began == MonotonicTime{}) return {};
  return turn_as_json(pending.turn, account_of(pending, entry), cleaner_of(pending.turn));
}

void TurnRunner::tell(const PendingTurn& pending, const TurnCommit& entry) {
  // Refused senders can cause any number of turns; their lines must not fill the log.
  const LogLevel level = pending.admitted ? LogLevel::info : LogLevel::debug;
  const bool logs = dependencies_.log.enabled(level);
  const bool exports = dependencies_.spans != nullptr && dependencies_.spans->wants();
  if (pending.began == MonotonicTime{} || (!logs && !exports)) return;
  const Turn& turn = pending.turn;
  const TurnAccount account = account_of(pending, entry);
  const std::string conversation =
      ids_.of(turn.message.channel + ":" + turn.message.peer).substr(0, kConversationDigits);
  if (logs) log_turn(level, turn, account, conversation);
  if (!exports) return;
  dependencies_.spans->offer(spans_of(turn, account, conversation, cleaner_of(turn)));
}

void TurnRunner::log_turn(LogLevel level, const Turn& turn, const TurnAccount& account,
                          const std::string& conversation) {
  const Usage usage = turn.completion ? turn.completion->usage : Usage();
  dependencies_.log.write(level, "turn",
                          {{"message", turn.message.id},
                           {"channel", turn.message.channel},
                           {"conversation", conversation},
                           {"result", result_name(turn.result)},
                           {"model", turn.answered_by},
                           {"calls", model_calls(turn)},
                           {"tokens_in", usage.prompt_tokens},
                           {"tokens_out", usage.completion_tokens},
                           {"waited", seconds(account.waited)},
                           {"took", seconds(account.took)},
                           {"parts", account.parts},
                           {"trace", observe::hex(turn.trace_id)}});
}

}  // namespace yak::conversation
