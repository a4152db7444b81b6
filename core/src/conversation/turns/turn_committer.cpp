// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_committer.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "conversation/turns/reply_pieces.hpp"

namespace yak::conversation {
using delivery::InlineTicket;
namespace {

constexpr std::chrono::milliseconds kCommitRetry{500};
constexpr std::chrono::milliseconds kLongestCommitRetry{30'000};

/// Whether the store cannot write this end, however often it is asked.
bool is_permanent(ErrorKind kind) {
  return kind == ErrorKind::too_large || kind == ErrorKind::invalid;
}

/// Leaves the end of the message with its usage, and an apology in place of the reply.
void reduce(TurnCommit& entry) {
  Batch usage;
  usage.usage = std::move(entry.writes.usage);
  entry.writes = std::move(usage);
  entry.report.clear();
  if (entry.deliveries.empty()) return;
  entry.deliveries.resize(1);
  Delivery& apology = entry.deliveries.front();
  apology.parts = 1;
  apology.content = Outbound();
  apology.content.text = std::string(kTurnFailedText);
}

}  // namespace

task<std::optional<TurnCommitter::Committed>> TurnCommitter::commit(TurnCommit& entry,
                                                                    InlineTicket*& claimed) {
  entry.epoch = dependencies_.journal.epoch();
  bool is_whole = true;
  std::chrono::milliseconds pause = kCommitRetry;
  while (true) {
    auto written = co_await dependencies_.journal.commit(entry);
    if (written) co_return Committed{*std::move(written), is_whole};
    const error& failure = written.error();
    if (failure.kind == ErrorKind::conflict) {
      log(LogLevel::warn,
          "a turn was not committed: its message has ended, or a newer owner works on it", entry,
          failure);
      co_return std::nullopt;
    }
    if (failure.kind == ErrorKind::not_found) {
      log(LogLevel::warn, "a turn was not committed: its message is no longer in the store", entry,
          failure);
      co_return std::nullopt;
    }
    // The message is safe in the journal; release its webhook instead of waiting for the store.
    if (claimed != nullptr) {
      delivery::InlineReplyFlow::give_up(entry, *std::exchange(claimed, nullptr));
    }
    const bool is_final = is_permanent(failure.kind);
    if (is_final && is_whole) {
      log(LogLevel::error, "the store cannot write a turn; its message gets an apology", entry,
          failure);
      reduce(entry);
      is_whole = false;
      continue;
    }
    if (is_final || stopping_) {
      log(LogLevel::error,
          "a turn could not be committed; its message runs again at the next start", entry,
          failure);
      co_return std::nullopt;
    }
    log(LogLevel::error, "a turn could not be committed; trying again", entry, failure);
    co_await wait(pause);
    if (failure.kind == ErrorKind::internal) pause = std::min(pause * 2, kLongestCommitRetry);
  }
}

task<void> TurnCommitter::wait(std::chrono::milliseconds pause) const {
  const MonotonicTime again = dependencies_.clock.monotonic() + pause;
  while (!stopping_ && dependencies_.clock.monotonic() < again) {
    co_await dependencies_.clock.sleep(kCommitRetry);
  }
}

void TurnCommitter::log(LogLevel level, std::string_view what, const TurnCommit& entry,
                        const error& failure) const {
  const std::string_view channel =
      entry.deliveries.empty() ? std::string_view() : entry.deliveries.front().channel;
  dependencies_.log.write(
      level, what, {{"message", entry.message}, {"channel", channel}, {"reason", failure.message}});
}

void TurnCommitter::deliver(std::vector<Delivery> deliveries,
                            const std::optional<Committed>& committed,
                            InlineTicket* claimed) const {
  const bool fits = committed && committed->ids.size() == deliveries.size();
  if (committed && !fits) {
    dependencies_.log.error(
        "the store returned a wrong number of delivery ids; the reply waits for the next start",
        {{"message", deliveries.empty() ? 0 : deliveries.front().message},
         {"deliveries", deliveries.size()},
         {"ids", committed->ids.size()}});
  }
  if (!fits) {
    if (claimed != nullptr) claimed->release();
    return;
  }
  for (std::size_t i = 0; i < deliveries.size(); ++i) deliveries[i].id = committed->ids[i];
  if (claimed != nullptr) {
    dependencies_.inline_replies.write(std::move(deliveries.front()), *claimed);
  } else if (!deliveries.empty()) {
    dependencies_.outbox.enqueue(std::move(deliveries));
  }
}

}  // namespace yak::conversation
