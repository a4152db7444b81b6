// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_reporter.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/user_key.hpp"
#include "conversation/turns/turn_spans.hpp"
#include "observe/log/address_mask.hpp"
#include "observe/tracing/trace_ids.hpp"
#include "yak/text/encoding.hpp"

namespace yak::conversation {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::size_t kConversationDigits = 12;

/// In the order of TurnResult.
constexpr std::array kResults{TurnResult::unanswered, TurnResult::answered, TurnResult::command,
                              TurnResult::refused,    TurnResult::failed,   TurnResult::stopped,
                              TurnResult::unreadable, TurnResult::dropped};

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

bool has_run(const PendingTurn& pending) { return pending.began != MonotonicTime{}; }

}  // namespace

TurnReporter::TurnReporter(Dependencies dependencies)
    : dependencies_(std::move(dependencies)),
      stages_(dependencies_.metrics),
      cut_(dependencies_.metrics.counter("yak_replies_cut_total",
                                         "Replies that were longer than max_parts messages")),
      seconds_(dependencies_.metrics.histogram("yak_turn_seconds",
                                               "Time from a turn's start to its commit",
                                               {0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 90})) {
  for (const TurnResult result : kResults) {
    results_.push_back(&dependencies_.metrics.counter(
        "yak_turns_total", "Turns by result", {{"result", std::string(result_name(result))}}));
  }
}

task<result<void>> TurnReporter::start(KeyValue& keys) {
  const auto key = co_await base::user_key(keys);
  if (!key) co_return key.error();
  ids_ = base::OpaqueIds(*key);
  co_return result<void>();
}

void TurnReporter::count(const PendingTurn& pending) {
  const std::chrono::duration<double> took = dependencies_.clock.monotonic() - pending.began;
  results_[static_cast<std::size_t>(pending.turn.result)]->add();
  seconds_.observe(took.count());
  stages_.note(pending.turn.steps);
}

void TurnReporter::note_rendering(const Turn& turn, const RenderedReply& rendered,
                                  std::size_t max_parts) {
  if (rendered.thrown) {
    dependencies_.log.error("the channel threw while it rendered a reply",
                            {{"message", turn.message.id},
                             {"channel", turn.message.channel},
                             {"reason", *rendered.thrown}});
  }
  if (rendered.left_out == 0) return;
  cut_.add();
  dependencies_.log.warn("a reply was cut: it is longer than the channel's max_parts",
                         {{"message", turn.message.id},
                          {"channel", turn.message.channel},
                          {"max_parts", max_parts},
                          {"left_out", rendered.left_out}});
}

TurnAccount TurnReporter::account_of(const PendingTurn& pending, const TurnCommit& entry) const {
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

CleanText TurnReporter::cleaner_of(const Turn& turn) const {
  return [this, &turn](std::string words) {
    const Message& message = turn.message;
    const observe::AddressMask mask{message.peer, message.sender, message.to, message.address};
    return mask.clean(dependencies_.redact ? dependencies_.redact(std::move(words))
                                           : std::move(words));
  };
}

std::string TurnReporter::stored_report(const PendingTurn& pending, const TurnCommit& entry) const {
  if (!has_run(pending)) return {};
  return turn_report_json(pending.turn, account_of(pending, entry), cleaner_of(pending.turn));
}

void TurnReporter::committed(const PendingTurn& pending, const TurnCommit& entry) const {
  // Refused senders can cause any number of turns; their lines must not fill the log.
  const LogLevel level = pending.admitted ? LogLevel::info : LogLevel::debug;
  const bool logs = dependencies_.log.enabled(level);
  const bool exports = dependencies_.spans != nullptr && dependencies_.spans->wants();
  if (!has_run(pending) || (!logs && !exports)) return;
  const Turn& turn = pending.turn;
  const TurnAccount account = account_of(pending, entry);
  const std::string conversation =
      ids_.of(turn.message.channel + ":" + turn.message.peer).substr(0, kConversationDigits);
  if (logs) log_turn(level, turn, account, conversation);
  if (!exports) return;
  dependencies_.spans->offer(spans_of(turn, account, conversation, cleaner_of(turn)));
}

void TurnReporter::log_turn(LogLevel level, const Turn& turn, const TurnAccount& account,
                            const std::string& conversation) const {
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
                           {"trace", hex(turn.message.trace_id)}});
}

}  // namespace yak::conversation
