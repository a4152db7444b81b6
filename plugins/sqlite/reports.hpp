#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sqlite/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Everything that only reads, as one object on the reader's connection. What SQLite says of a
/// failure goes to the connection, and what was given is then worth nothing.
class Reports {
 public:
  explicit Reports(Database& database);

  std::vector<HistoryLine> history(const ConversationKey& conversation, int limit);
  std::optional<std::string> get(const std::string& space, const std::string& key);
  std::vector<Store::KeyValue> list(const std::string& space, int limit);
  std::vector<UsageRow> usage(const std::string& user, Day first, Day last);
  StoreStats stats();

 private:
  Statement history_;
  Statement get_;
  Statement list_;
  Statement usage_of_user_;
  Statement usage_of_all_;
  Statement stats_;
};

}  // namespace yak::sqlite
