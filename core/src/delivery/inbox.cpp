#include "delivery/inbox.hpp"

namespace yak::delivery {
namespace {

Counter& refused(Metrics& metrics, const char* reason) {
  return metrics.counter("yak_messages_refused_total", "Messages not accepted, by reason",
                         {{"reason", reason}});
}

}  // namespace

InboxService::InboxService(Services services)
    : services_(services),
      accepted_(
          services.metrics.counter("yak_messages_accepted_total", "Messages written to the inbox")),
      duplicates_(services.metrics.counter("yak_duplicate_suppressed_total",
                                           "Messages that the inbox already had")),
      refused_backlog_(refused(services.metrics, "backlog")),
      refused_disk_(refused(services.metrics, "disk")),
      refused_start_(refused(services.metrics, "start")),
      refused_store_(refused(services.metrics, "store")),
      merged_(services.metrics.counter(
          "yak_aliases_learned_total",
          "Addresses that were seen together with a person's id for the first time")),
      doubled_(services.metrics.counter(
          "yak_send_doubled_total",
          "Status reports of an earlier send of a delivery that was sent again")) {}

std::optional<error> InboxService::refusal() {
  if (!services_.gate.is_recovered()) {
    refused_start_.add();
    return error(ErrorKind::unavailable,
                 "the daemon is still starting: unfinished messages are not resumed yet "
                 "(a channel may poll from its start() on, not earlier)");
  }
  if (!services_.gate.is_open()) {
    refused_disk_.add();
    return error(ErrorKind::unavailable, "the disk is nearly full (store.min_free)");
  }
  if (services_.backlog.is_full()) {
    refused_backlog_.add();
    return error(ErrorKind::unavailable, "the backlog is full (lanes.total in the configuration)");
  }
  return std::nullopt;
}

task<result<Accepted>> InboxService::accept(Message message,
                                            std::chrono::milliseconds inline_wait) {
  if (auto why = refusal()) {
    services_.gate.note_refused(services_.clock.now());
    co_return *std::move(why);
  }
  const Arrival arrival = services_.backlog.is_over() ? Arrival::excess : Arrival::fresh;
  const MonotonicTime began = services_.clock.monotonic();
  if (message.received_at == WallTime{}) message.received_at = services_.clock.now();
  services_.backlog.add();
  const auto row = co_await services_.store.accept(message);
  if (!row || row->duplicate) services_.backlog.remove();
  if (!row) {
    refused_store_.add();
    services_.gate.note_refused(services_.clock.now());
    services_.log.error("a message could not be written to the inbox",
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
    auto settle = [&outbox = services_.outbox](const Delivery& delivery, bool whole) {
      outbox.settle_inline(delivery, whole);
    };
    ticket = std::make_shared<InlineTicket>(began + inline_wait, std::move(settle));
    accepted.reply = ticket;
  }
  services_.sink.dispatch(std::move(message), std::move(ticket), arrival);
  co_return accepted;
}

void InboxService::identify(Message& message, const Store::AcceptResult& row) {
  message.identify(row.sender);
  if (row.merged.empty()) return;
  merged_.add(static_cast<double>(row.merged.size()));
  if (services_.merged) {
    for (const std::string& alias : row.merged) {
      services_.merged(message.channel + ":" + alias, message.user());
    }
  }
  message.merged = row.merged;
}

task<result<void>> InboxService::report(StatusReport report) {
  const auto outcome = co_await services_.store.report(report);
  if (!outcome) co_return outcome.error();
  if (outcome->settled) {
    services_.outbox.confirm(outcome->conversation, outcome->delivery, report.receipt);
  }
  if (outcome->sent_twice && outcome->moved) note_sent_twice(report);
  if (outcome->moved && report.status == ReceiptStatus::failed) {
    services_.log.error("the channel reports that a delivery failed",
                        {{"channel", report.channel},
                         {"delivery", report.delivery},
                         {"receipt", report.receipt},
                         {"reason", report.failure}});
  }
  if (outcome->moved && services_.spans != nullptr) {
    co_await services_.spans->reported(std::move(report), *outcome);
  }
  co_return result<void>();
}

void InboxService::note_sent_twice(const StatusReport& report) {
  doubled_.add();
  services_.log.warn(
      "a delivery was sent twice: the service took the first send, but reported it too late",
      {{"channel", report.channel}, {"delivery", report.delivery}});
}

}  // namespace yak::delivery
