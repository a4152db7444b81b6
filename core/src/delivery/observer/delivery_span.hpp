// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "observe/tracing/span.hpp"
#include "yak/channel.hpp"
#include "yak/store/journal_reader.hpp"

/// The spans of a delivery for a trace collector, within its message's trace. They contain no
/// address. Pure. A span with a duration ends at `now`.
namespace yak::delivery {

/// One send attempt.
observe::Span send_span(const Delivery& delivery, const SendOutcome& outcome, WallTime now,
                        MonotonicTime::duration took);

/// One lookup of a send in doubt. `failure` is the reason why the channel could not answer.
observe::Span look_span(const Delivery& delivery, Lookup::Kind found, const std::string& failure,
                        WallTime now, MonotonicTime::duration took);

/// An inline reply, from the commit on. Not `whole`: the connection broke during or right after the
/// write.
observe::Span reply_span(const Delivery& delivery, bool whole, WallTime now,
                         MonotonicTime::duration took);

/// A status that the service reported.
observe::Span report_span(const ReceiptUpdate& report, const ReportResult& result, WallTime now);

}  // namespace yak::delivery
