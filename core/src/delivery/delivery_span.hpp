#pragma once

#include <string>

#include "observe/tracing/span.hpp"
#include "yak/channel.hpp"
#include "yak/store.hpp"

/// What a collector gets of a delivery, within its message's trace. No address is in it. Pure; what
/// took time ended at `now`.
namespace yak::delivery {

/// One attempt to send it.
observe::Span send_span(const TraceId& trace, const Delivery& delivery, const SendOutcome& outcome,
                        WallTime now, MonotonicTime::duration took);

/// One look at what became of a send in doubt. `failure` says why the channel could not tell.
observe::Span look_span(const TraceId& trace, const Delivery& delivery, Lookup::Kind found,
                        const std::string& failure, WallTime now, MonotonicTime::duration took);

/// The reply that rides on its webhook's response, from the commit on. Not `whole`: the connection
/// broke, while it was written or right after.
observe::Span reply_span(const TraceId& trace, const Delivery& delivery, bool whole, WallTime now,
                         MonotonicTime::duration took);

/// What the other side told of it, at one moment.
observe::Span report_span(const TraceId& trace, const StatusReport& report,
                          const ReportResult& result, WallTime now);

}  // namespace yak::delivery
