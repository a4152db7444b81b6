// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/store/journal_reader.hpp"

namespace yak::admin {

/// `GET /api/v1/trace/<ID>`: the report of one message, in the format of message_report_json.hpp.
/// ID is `m7`, `d12`, the channel's own id of the message, or a delivery's receipt. 404 for an
/// unknown id, 501 if the store keeps no reports, 503 when it fails.
class MessageReportApi {
 public:
  /// `reader` and `log` must outlive this.
  MessageReportApi(JournalReader& reader, Logger& log) : reader_(reader), log_(log) {}

  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> show(std::string id);

  JournalReader& reader_;
  Logger& log_;
};

}  // namespace yak::admin
