#include "delivery/inbox.hpp"

namespace yak::delivery {

InboxService::InboxService(Store& store, Outbox& outbox, Backlog& backlog, MessageSink& sink,
                           Clock& clock, Logger& log, Metrics& metrics)
    : store_(store),
      outbox_(outbox),
      backlog_(backlog),
      sink_(sink),
      clock_(clock),
      log_(log),
      accepted_(metrics.counter("yak_messages_accepted_total", "Messages written to the inbox")),
      duplicates_(
          metrics.counter("yak_duplicate_suppressed_total", "Messages that the inbox had already")),
      refused_(metrics.counter("yak_messages_refused_total", "Messages not accepted, by reason",
                               {{"reason", "backlog"}})),
      doubled_(metrics.counter("yak_send_doubled_total",
                               "Status reports of sends that the journal had given up, while "
                               "another send of the same delivery was taken")) {}

task<result<Accepted>> InboxService::accept(Message message,
                                            std::chrono::milliseconds inline_wait) {
  if (backlog_.is_full()) {
    refused_.add();
    co_return error(ErrorKind::unavailable,
                    "the backlog is full (lanes.total in the configuration)");
  }
  const MonotonicTime began = clock_.monotonic();
  if (message.received_at == WallTime{}) message.received_at = clock_.now();
  backlog_.add();
  const auto row = co_await store_.accept(message);
  if (!row || row->duplicate) backlog_.remove();
  if (!row) {
    log_.error("a message could not be written to the inbox",
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
  std::shared_ptr<InlineTicket> ticket;
  if (inline_wait.count() > 0) {
    auto settle = [&outbox = outbox_](Delivery delivery, bool whole) {
      outbox.settle_inline(std::move(delivery), whole);
    };
    ticket = std::make_shared<InlineTicket>(began + inline_wait, std::move(settle));
    accepted.reply = ticket;
  }
  sink_.dispatch(std::move(message), std::move(ticket));
  co_return accepted;
}

task<result<void>> InboxService::report(StatusReport report) {
  const auto outcome = co_await store_.report(report);
  if (!outcome) co_return outcome.error();
  if (outcome->settled) outbox_.confirm(outcome->conversation, outcome->delivery, report.receipt);
  if (outcome->sent_twice && outcome->moved) note_sent_twice(report);
  if (outcome->moved && report.status == ReceiptStatus::failed) {
    log_.error("the channel reports that a delivery failed", {{"channel", report.channel},
                                                              {"delivery", report.delivery},
                                                              {"receipt", report.receipt},
                                                              {"reason", report.failure}});
  }
  co_return result<void>();
}

void InboxService::note_sent_twice(const StatusReport& report) {
  doubled_.add();
  log_.warn("a delivery was sent twice: its first send was taken, and nobody said so in time",
            {{"channel", report.channel}, {"delivery", report.delivery}});
}

}  // namespace yak::delivery
