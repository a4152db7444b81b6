#pragma once

#include "delivery/backlog.hpp"
#include "delivery/inbox.hpp"
#include "delivery/outbox.hpp"
#include "yak/log.hpp"
#include "yak/store.hpp"

namespace yak::runtime {

/// Puts what an earlier run left unfinished back to work: deliveries first, so that no reply of a
/// resumed turn overtakes them. Everything is in its lane before new messages are accepted. What is
/// taken into memory is bounded by the backlog that could have been accepted.
task<result<void>> resume_unfinished(Store& store, delivery::Outbox& outbox,
                                     delivery::MessageSink& sink, delivery::Backlog& backlog,
                                     Logger& log);

}  // namespace yak::runtime
