// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "delivery/outbox/delivery_machine.hpp"
#include "delivery/outbox/outbox_services.hpp"

namespace yak::delivery {

/// Writes steps of deliveries to the journal, under the epoch of this process. If the journal
/// fails, tries again every second until it succeeds or the outbox stops.
class StepRecorder {
 public:
  enum class Outcome : std::uint8_t {
    recorded,
    gone,     ///< the journal erased the delivery, or a newer owner works on it
    stopped,  ///< the outbox stopped first
  };

  explicit StepRecorder(OutboxServices& services) : services_(services) {}

  /// Records a step, with the steps of later parts in the same transaction, so that a crash cannot
  /// leave a later part pending without it. If one of the rows is gone, records each of the others
  /// in a write of its own. The outcome is that of `first`. The arguments must stay valid until the
  /// task ends.
  task<Outcome> record(const DeliveryStep& first, const std::vector<DeliveryStep>& later);

 private:
  /// All in one write, or `gone` if one of the rows is.
  task<Outcome> record_together(const DeliveryStep& first, const std::vector<DeliveryStep>& later);
  task<result<void>> write(const DeliveryStep& first, const std::vector<DeliveryStep>& later);

  OutboxServices& services_;
};

}  // namespace yak::delivery
