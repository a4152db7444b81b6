#pragma once

#include <string>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/store.hpp"
#include "yak/task.hpp"

namespace yak {

/// What the daemon holds of people, for those who may see it: the operator, and each person.
/// Thread-safe.
///
/// `user` is `Message::user()`. A person with several addresses is found by each of them. `invalid`
/// when it is no user, `unsupported` when the store cannot tell, else the store's failures.
class YAK_API People {
 public:
  virtual ~People();

  /// As `Store::person`.
  virtual task<result<PersonPage>> records(std::string user, std::string after, int limit) = 0;
  /// Ends the person's unfinished work, erases everything that the store has of the person in one
  /// transaction, and has every middleware of the newest generation forget it. What administrators
  /// decided about access stays, and the message `except` with the answer to it (0: none). An
  /// answer that is being made is not sent.
  virtual task<result<PersonCounts>> erase(std::string user, MessageId except) = 0;
  /// How long finished messages, deliveries and history are kept.
  [[nodiscard]] virtual Keeping keeping() const = 0;
};

/// `for up to 30 days`, `until the bot is restarted`. Pure.
YAK_API std::string in_words(const Keeping& keeping);

}  // namespace yak
