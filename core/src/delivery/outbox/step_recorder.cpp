// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/step_recorder.hpp"

#include <chrono>
#include <utility>

namespace yak::delivery {
namespace {

constexpr std::chrono::milliseconds kStoreRetry{1'000};

}  // namespace

task<StepRecorder::Outcome> StepRecorder::record(const DeliveryStep& first,
                                                 const std::vector<DeliveryStep>& later) {
  const Outcome together = co_await record_together(first, later);
  if (together != Outcome::gone || later.empty()) co_return together;
  // The later parts come first: a crash in between must not leave one pending without `first`.
  const std::vector<DeliveryStep> none;
  for (const DeliveryStep& step : later) co_await record_together(step, none);
  co_return co_await record_together(first, none);
}

task<StepRecorder::Outcome> StepRecorder::record_together(const DeliveryStep& first,
                                                          const std::vector<DeliveryStep>& later) {
  while (true) {
    const auto written = co_await write(first, later);
    if (written) co_return Outcome::recorded;
    const ErrorKind kind = written.error().kind;
    if (kind == ErrorKind::not_found) co_return Outcome::gone;
    services_.observer.not_recorded(first.update, written.error());
    if (kind == ErrorKind::conflict) co_return Outcome::gone;
    if (services_.stopping) co_return Outcome::stopped;
    co_await services_.clock.sleep(kStoreRetry);
  }
}

task<result<void>> StepRecorder::write(const DeliveryStep& first,
                                       const std::vector<DeliveryStep>& later) {
  std::vector<DeliveryUpdate> changes{first.update};
  for (const DeliveryStep& step : later) changes.push_back(step.update);
  const Epoch epoch = services_.journal.epoch();
  for (DeliveryUpdate& change : changes) change.epoch = epoch;
  return services_.journal.update(std::move(changes));
}

}  // namespace yak::delivery
