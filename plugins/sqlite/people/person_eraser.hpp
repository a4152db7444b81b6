// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_reader.hpp"

namespace yak::sqlite {

/// Erases what PersonReader reads. For the writer's connection, inside its transaction.
///
/// A message's row stays without its content, so that a repeat of it is known, until retention
/// removes it; its deliveries' rows go, but the newest one of all stays blank for its id's sake.
/// What is deleted is overwritten in the file, whatever that costs; the log must be emptied
/// afterwards.
class PersonEraser {
 public:
  explicit PersonEraser(Database& database) : database_(database) {}

  /// `rows` is what an earlier search found; what came since is looked for here.
  PersonCounts erase(const Person& who, const PersonRows& rows, const EraseExcept& except);

 private:
  void erase_messages(const std::vector<MessageId>& messages, MessageId except,
                      PersonCounts& counts);
  void erase_deliveries(const std::vector<DeliveryId>& deliveries, MessageId except,
                        PersonCounts& counts);
  void erase_keys_and_usage(const Person& who, const EraseExcept& except, PersonCounts& counts);

  Database& database_;
};

}  // namespace yak::sqlite
