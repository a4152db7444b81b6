// SPDX-License-Identifier: Apache-2.0
#include "delivery/inline/inline_recorder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/exception_text.hpp"
#include "yak/event.hpp"

namespace yak::delivery {
namespace asio = boost::asio;
namespace {

/// The same bound as the store's queue of operations.
constexpr std::size_t kMaxGathered = 16'384;

/// Whether the other rows of a batch can be written without the one that failed.
bool is_of_one_row(ErrorKind kind) {
  return kind == ErrorKind::not_found || kind == ErrorKind::conflict;
}

}  // namespace

InlineRecorder::InlineRecorder(net::EventLoops& loops, Journal& journal, Outbox& outbox,
                               DeliveryObserver& observer)
    : loops_(loops),
      journal_(journal),
      outbox_(outbox),
      observer_(observer),
      gathered_(loops.size()) {}

void InlineRecorder::record_sent(DeliveryId delivery, std::size_t home) {
  add(home, DeliveryUpdate(delivery, DeliveryState::sent));
}

void InlineRecorder::record_doubt(Delivery delivery, std::size_t home) {
  DeliveryUpdate change(delivery.id, DeliveryState::in_doubt);
  change.failure = delivery.failure;
  // At once: a status callback resolves the doubt only if the outbox knows it, and a later reply of
  // the conversation must not overtake it. The outbox writes nothing before its first lookup.
  outbox_.enqueue({std::move(delivery)});
  add(home, std::move(change));
}

void InlineRecorder::add(std::size_t home, DeliveryUpdate change) {
  ++active_;
  // Recorded on the current loop: no other step of the conversation waits for it.
  const std::size_t here = net::EventLoops::current();
  if (here != net::EventLoops::kNone) return gather(here, std::move(change));
  asio::post(loops_.loop(home), [this, home, change = std::move(change)]() mutable {
    gather(home, std::move(change));
  });
}

void InlineRecorder::gather(std::size_t loop, DeliveryUpdate change) {
  Gathered& gathered = gathered_[loop];
  if (gathered.waiting.size() >= kMaxGathered) {
    observer_.inline_unrecorded(1, change.id, std::nullopt);
    --active_;
    return;
  }
  change.epoch = journal_.epoch();
  gathered.waiting.push_back(std::move(change));
  if (std::exchange(gathered.is_writing, true)) return;
  auto ended = [this](const std::exception_ptr& thrown) {
    if (thrown) observer_.interrupted("inline replies", thrown);
  };
  asio::co_spawn(loops_.loop(loop), write(loop), std::move(ended));
}

task<void> InlineRecorder::write(std::size_t loop) {
  // Lets work that is ready on this loop add to the batch.
  co_await yield_now();
  Gathered& gathered = gathered_[loop];
  while (!gathered.waiting.empty()) {
    std::vector<DeliveryUpdate> batch = std::exchange(gathered.waiting, {});
    const std::size_t count = batch.size();
    const DeliveryId first = batch.front().id;
    const auto written = co_await update(batch);
    if (!written && is_of_one_row(written.error().kind)) {
      co_await write_each(std::move(batch));
    } else if (!written) {
      observer_.inline_unrecorded(count, first, written.error());
    }
    active_ -= count;
  }
  gathered.is_writing = false;
}

task<result<void>> InlineRecorder::update(std::vector<DeliveryUpdate> changes) {
  try {
    co_return co_await journal_.update(std::move(changes));
  } catch (...) {
    co_return error(ErrorKind::internal, "the store threw: " + base::exception_text());
  }
}

task<void> InlineRecorder::write_each(std::vector<DeliveryUpdate> changes) {
  std::size_t refused = 0;
  DeliveryId first = 0;
  std::optional<error> failure;
  for (const DeliveryUpdate& change : changes) {
    const auto written = co_await update({change});
    // An erased delivery needs no record.
    if (written || written.error().kind == ErrorKind::not_found) continue;
    if (refused++ == 0) first = change.id;
    failure = written.error();
  }
  if (refused > 0) observer_.inline_unrecorded(refused, first, failure);
}

}  // namespace yak::delivery
