// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "yak/store.hpp"

namespace yak::memory {

/// Usage by user, day and model, at most `bound` rows: above it those of the oldest day are
/// deleted. One user's rows are found without reading others', because a daily budget asks for them
/// when a user writes for the first time in a day. Not thread-safe.
class UsageTable {
 public:
  explicit UsageTable(std::size_t bound) : bound_(bound) {}

  /// Added to what is there for (user, model, day).
  void add(const UsageRow& row);
  /// In order of day and model. `user` empty: of all users, with `user` empty in the rows too.
  [[nodiscard]] std::vector<UsageRow> rows(const std::string& user, Day first, Day last) const;
  /// All of one user.
  [[nodiscard]] std::vector<UsageRow> rows(const std::string& user) const;
  /// Each user's sum, the most expensive first: UsageRecords::by_user.
  [[nodiscard]] std::vector<UsageRow> by_user(Day first, Day last, int limit) const;
  /// Adds `user`'s rows to those of `other`; returns how many there were.
  std::int64_t rename(const std::string& user, const std::string& other);

 private:
  using DayAndModel = std::pair<Day, std::string>;
  using Rows = std::map<DayAndModel, UsageRow>;
  struct Sum {
    UsageRow row;
    std::size_t rows = 0;
  };

  void forget_oldest();
  void subtract(const UsageRow& row);

  std::size_t bound_;
  std::size_t size_ = 0;
  std::unordered_map<std::string, Rows> by_user_;
  std::map<DayAndModel, Sum> of_all_;
  /// Users and models by day, in the order in which they came.
  std::map<Day, std::deque<std::pair<std::string, std::string>>> order_;
};

}  // namespace yak::memory
