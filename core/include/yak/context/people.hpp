// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/store/person_records.hpp"
#include "yak/task.hpp"

namespace yak {

/// Access to the data that the daemon holds about people, for the operator and for each person.
/// Thread-safe.
///
/// `user` is `Message::user()`, with any of the person's addresses. Errors: `invalid` if it is not
/// a user, `unsupported` if the store cannot find a person's data, else the store's own errors.
class YAK_API People {
 public:
  virtual ~People();

  /// As `PersonRecords::page`.
  virtual task<result<PersonPage>> records(std::string user, std::string after, int limit) = 0;
  /// Ends the person's unfinished work, erases all of the person's data from the store in one
  /// transaction, and has every middleware of the newest generation discard it. Kept are
  /// administrators' access decisions, and the message `except` with its answer (0: none). An
  /// answer that is being made is not sent.
  virtual task<result<PersonCounts>> erase(std::string user, MessageId except) = 0;
  /// How long finished messages, deliveries and history are kept.
  [[nodiscard]] virtual Keeping keeping() const = 0;
};

/// `for up to 30 days`, `until the bot is restarted`. Pure.
YAK_API std::string describe(const Keeping& keeping);

}  // namespace yak
