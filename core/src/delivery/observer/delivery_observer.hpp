// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "delivery/outbox/delivery_machine.hpp"
#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/store/journal.hpp"

namespace yak::delivery {

/// Receives what happens to deliveries. The outbox, the inline replies and the inbox report to it
/// and neither log, count nor trace deliveries themselves. Thread-safe; must not block. What a
/// reference names is valid during the call only.
class DeliveryObserver {
 public:
  virtual ~DeliveryObserver() = default;

  /// The outbox has taken the delivery over.
  virtual void queued(const Delivery& delivery) = 0;
  /// It waits because its channel is not enabled.
  virtual void waits_for_channel(const Delivery& delivery) = 0;
  /// One send attempt ended after `took`.
  virtual void attempted(const Delivery& delivery, const SendOutcome& outcome,
                         MonotonicTime::duration took) = 0;
  /// One lookup of a send in doubt ended after `took`. `failure` is the reason why the channel
  /// could not answer, empty if it did; `threw`: the channel broke its contract.
  virtual void looked_up(const Delivery& delivery, Lookup::Kind found, const std::string& failure,
                         bool threw, MonotonicTime::duration took) = 0;
  /// The journal has recorded a step; `before` is the delivery before it.
  virtual void recorded(const Delivery& before, const DeliveryStep& step) = 0;
  /// The journal did not record a step. `conflict`: a newer owner works on the delivery, and it is
  /// not sent from here. Otherwise the outbox tries again.
  virtual void not_recorded(const DeliveryUpdate& change, const error& failure) = 0;
  /// A status callback has shown that the service has it: it is not sent again.
  virtual void confirmed(const Delivery& delivery) = 0;
  /// The outbox has removed a delivery that was not final: the journal has erased it, or a newer
  /// owner works on it.
  virtual void dropped(const Delivery& delivery) = 0;

  /// The webhook has written an inline reply, `whole` or not, `took` after its commit. Called again
  /// with false if a whole reply was lost later.
  virtual void replied_inline(const Delivery& delivery, bool whole,
                              MonotonicTime::duration took) = 0;
  /// The outcomes of `count` inline replies from `first` on are not recorded: the journal failed,
  /// or too many waited for it (no `failure`).
  virtual void inline_unrecorded(std::size_t count, DeliveryId first,
                                 const std::optional<error>& failure) = 0;

  /// An exception interrupted the work of `part`: a bug of the core.
  virtual void interrupted(std::string_view part, const std::exception_ptr& thrown) = 0;
  /// The journal has recorded a status report.
  virtual void reported(const ReceiptUpdate& report, const ReportResult& result) = 0;
};

}  // namespace yak::delivery
