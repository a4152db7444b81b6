// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/store/journal_reader.hpp"

namespace yak::admin {

/// `GET /api/v1/trace/<ID>`: the trace of one message, in the format of trace_json.hpp. ID is `m7`,
/// `d12`, the channel's own id of the message, or a delivery's receipt. 404 for an unknown id, 501
/// if the store keeps no traces, 503 when it fails.
class TraceApi {
 public:
  /// `reader` and `log` must outlive this.
  TraceApi(JournalReader& reader, Logger& log) : reader_(reader), log_(log) {}

  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> show(std::string id);

  JournalReader& reader_;
  Logger& log_;
};

}  // namespace yak::admin
