#pragma once

#include "admin/api_response.hpp"
#include "yak/log.hpp"
#include "yak/store.hpp"

namespace yak::admin {

/// One message's way as the admin API tells it: `message`, `turn` (null where none is known) and
/// `deliveries` with their `events`. Names are those of conversation/turns/turn_trace.hpp, written
/// out; times are in the unit that a key ends with, and `after_us` counts from when the message was
/// received.
///
/// Steps and deliveries' events are in their order. A step's `took_us` holds the steps within it,
/// which `own_us` leaves out; `depth` is how many it is within.
///
/// Addresses are written as `log` writes them, and masked in reasons; of what people wrote nothing
/// is there. Pure.
Json trace_as_json(const MessageTrace& trace, const Logger& log);

}  // namespace yak::admin
