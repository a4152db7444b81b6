#pragma once

#include "services/span.hpp"
#include "yak/channel.hpp"

namespace yak::delivery {

/// One attempt to send a delivery, within its message's trace. It ended at `now`. No address is in
/// it. Pure.
services::Span send_span(const TraceId& trace, const Delivery& delivery, const SendOutcome& outcome,
                         WallTime now, MonotonicTime::duration took);

}  // namespace yak::delivery
