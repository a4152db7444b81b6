// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "base/async/work_count.hpp"
#include "delivery/backlog.hpp"
#include "delivery/channel_directory.hpp"
#include "delivery/observer/delivery_observer.hpp"
#include "delivery/outbox/pacer.hpp"
#include "delivery/outbox/reply_window.hpp"
#include "yak/clock.hpp"
#include "yak/store/journal.hpp"

namespace yak::delivery {

/// What the queues of all loops share. Thread-safe.
struct OutboxServices {
  Journal& journal;
  ChannelDirectory& channels;
  Clock& clock;
  Random& random;
  Backlog& backlog;
  DeliveryObserver& observer;
  ReplyWindow window;
  Pacer pacer{};
  std::atomic<bool> stopping{false};  ///< only sends in progress are finished
  base::WorkCount active{};           ///< queues that do not rest
};

}  // namespace yak::delivery
