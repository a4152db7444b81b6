// SPDX-License-Identifier: Apache-2.0
#include "delivery/inbox.hpp"

#include "observe/tracing/trace_ids.hpp"

namespace yak::delivery {
namespace {

Counter& refused(Metrics& metrics, const char* reason) {
  return metrics.counter("yak_messages_refused_total", "Messages not accepted, by reason",
                         {{"reason", reason}});
}

}  // namespace

InboxService::InboxService(Dependencies dependencies)
    : dependencies_(dependencies),
      accepted_(dependencies.metrics.counter("yak_messages_accepted_total",
                                             "Messages written to the inbox")),
      duplicates_(dependencies.metrics.counter("yak_duplicate_suppressed_total",
                                               "Messages that the inbox already had")),
      refused_backlog_(refused(dependencies.metrics, "backlog")),
      refused_disk_(refused(dependencies.metrics, "disk")),
      refused_start_(refused(dependencies.metrics, "start")),
      refused_store_(refused(dependencies.metrics, "store")),
      merged_(dependencies.metrics.counter(
          "yak_aliases_learned_total",
          "Addresses that were seen together with a person's id for the first time")) {}

std::optional<error> InboxService::refusal() {
  if (!dependencies_.gate.is_recovered()) {
    refused_start_.add();
    return error(ErrorKind::unavailable,
                 "the daemon is still starting: unfinished messages are not resumed yet "
                 "(a channel may poll from its start() on, not earlier)");
  }
  if (!dependencies_.gate.is_open()) {
    refused_disk_.add();
    return error(ErrorKind::unavailable, "the disk is nearly full (store.min_free)");
  }
  if (dependencies_.backlog.is_full()) {
    refused_backlog_.add();
    return error(ErrorKind::unavailable, "the backlog is full (lanes.total in the configuration)");
  }
  return std::nullopt;
}

task<result<Accepted>> InboxService::accept(Message message,
                                            std::chrono::milliseconds inline_wait) {
  if (auto why = refusal()) {
    dependencies_.gate.note_refused(dependencies_.clock.now());
    co_return *std::move(why);
  }
  const Arrival arrival = dependencies_.backlog.is_over() ? Arrival::excess : Arrival::fresh;
  const MonotonicTime began = dependencies_.clock.monotonic();
  if (message.received_at == WallTime{}) message.received_at = dependencies_.clock.now();
  if (!observe::is_set(message.trace_id)) {
    message.trace_id = observe::new_trace_id(dependencies_.random);
  }
  dependencies_.backlog.add();
  const auto row = co_await dependencies_.journal.accept(message);
  if (!row || row->duplicate) dependencies_.backlog.remove();
  if (!row) {
    refused_store_.add();
    dependencies_.gate.note_refused(dependencies_.clock.now());
    dependencies_.log.error("a message could not be written to the inbox",
                            {{"channel", message.channel}, {"reason", row.error().message}});
    co_return row.error();
  }
  Accepted accepted;
  accepted.id = row->id;
  accepted.duplicate = row->duplicate;
  if (row->duplicate) {
    duplicates_.add();
    co_return accepted;
  }
  accepted_.add();
  message.id = row->id;
  identify(message, *row);
  std::shared_ptr<InlineTicket> ticket;
  if (inline_wait.count() > 0) {
    ticket = dependencies_.inline_replies.open(began + inline_wait);
    accepted.reply = ticket;
  }
  dependencies_.sink.dispatch(std::move(message), std::move(ticket), arrival);
  co_return accepted;
}

void InboxService::identify(Message& message, const Journal::AcceptResult& row) {
  message.identify(row.sender);
  if (row.merged.empty()) return;
  merged_.add(static_cast<double>(row.merged.size()));
  if (dependencies_.merged) {
    for (const std::string& alias : row.merged) {
      dependencies_.merged(message.channel + ":" + alias, message.user());
    }
  }
  message.merged = row.merged;
}

task<result<void>> InboxService::report(ReceiptUpdate report) {
  const auto outcome = co_await dependencies_.journal.report(report);
  if (!outcome) co_return outcome.error();
  if (outcome->settled) {
    dependencies_.outbox.confirm(outcome->conversation, outcome->delivery, report.receipt);
  }
  dependencies_.observer.reported(report, *outcome);
  co_return result<void>();
}

task<result<DeliveryId>> InboxService::find_receipt(std::string channel, std::string receipt) {
  return dependencies_.reader.find_receipt(std::move(channel), std::move(receipt));
}

}  // namespace yak::delivery
