#include "runtime/resume.hpp"

namespace yak::runtime {
namespace {

constexpr int kPage = 256;

}  // namespace

task<result<void>> resume_unfinished(Store& store, delivery::Outbox& outbox,
                                     delivery::MessageSink& sink, delivery::Backlog& backlog,
                                     Logger& log) {
  std::size_t deliveries = 0;
  for (DeliveryId after = 0;;) {
    auto page = co_await store.resume_deliveries(after, kPage);
    if (!page) co_return page.error();
    if (page->empty()) break;
    after = page->back().id;
    deliveries += page->size();
    outbox.enqueue(std::move(*page));
  }
  std::size_t messages = 0;
  for (MessageId after = 0;;) {
    auto page = co_await store.resume_messages(after, kPage);
    if (!page) co_return page.error();
    if (page->empty()) break;
    after = page->back().id;
    messages += page->size();
    backlog.add(page->size());
    for (Message& message : *page) sink.dispatch(std::move(message), nullptr);
  }
  if (messages + deliveries > 0) {
    log.info("resumed unfinished work", {{"messages", messages}, {"deliveries", deliveries}});
  }
  co_return result<void>();
}

}  // namespace yak::runtime
