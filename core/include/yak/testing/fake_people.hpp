// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/context/people.hpp"

namespace yak::testing {

/// People backed by a store; a user is `CHANNEL:ADDRESS`. Keeps nothing in memory.
class FakePeople final : public People {
 public:
  /// `store` must outlive it.
  explicit FakePeople(PersonRecords& store) : store_(store) {}

  task<result<PersonPage>> records(std::string user, std::string after, int limit) override;
  task<result<PersonCounts>> erase(std::string user, MessageId except) override;
  [[nodiscard]] Keeping keeping() const override { return store_.keeping(); }

 private:
  PersonRecords& store_;
};

}  // namespace yak::testing
