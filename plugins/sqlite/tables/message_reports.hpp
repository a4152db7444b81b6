// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "sqlite/database/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Reads the record of one message, on the reader's connection. The connection keeps SQLite's
/// failures; what a call returned is then invalid.
class MessageReports {
 public:
  explicit MessageReports(Database& database);

  /// `id` as `JournalReader::message_report` takes it. If several channels have the name,
  /// the newest message counts.
  result<MessageReport> find(const std::string& id);

 private:
  /// 0: there is none.
  MessageId message_of(const std::string& id);
  MessageId first(Statement& statement, const std::string& name);
  void read_deliveries(MessageId message, MessageReport& report);

  Statement of_delivery_;
  Statement of_external_id_;
  Statement of_receipt_;
  Statement message_;
  Statement turn_;
  Statement deliveries_;
};

}  // namespace yak::sqlite
