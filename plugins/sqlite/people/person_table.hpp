// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sqlite/database/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Finds whose alias an address is. For one connection.
class PersonLookup {
 public:
  explicit PersonLookup(Database& database);

  /// The id that `address` is an alias of, else `address` itself.
  std::string owner(const std::string& channel, const std::string& address);
  /// The same for a user, `whatsapp:+15551234567`.
  std::string owner_of_user(const std::string& user);

 private:
  Statement find_;
};

/// Which addresses are whose, and what follows a person from an address to an id. For the writer's
/// connection, inside its transaction.
class PersonTable {
 public:
  explicit PersonTable(Database& database);

  /// Fills in the sender of a message that is being accepted: see Journal::accept.
  void learn(const Message& message, Journal::AcceptResult& accepted);
  /// Gives a message that was accepted earlier its sender's id and aliases; true when the message
  /// changed in what is stored of it.
  bool identify(Message& message);
  [[nodiscard]] PersonLookup& lookup() noexcept { return lookup_; }

 private:
  void take_over(const std::string& channel, const std::string& alias, const std::string& id);
  void move_user(const std::string& from, const std::string& to);
  std::vector<std::string> aliases_of(const std::string& channel, const std::string& id);

  PersonLookup lookup_;
  Statement aliases_;
  Statement bind_;
  Statement rebind_;
  Statement forget_;
  Statement move_history_;
  Statement move_value_;
  Statement drop_value_;
  Statement add_usage_;
  Statement drop_usage_;
};

}  // namespace yak::sqlite
