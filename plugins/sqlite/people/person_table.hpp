// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sqlite/database/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Finds the owner of an alias. For one connection.
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

/// The aliases of people, and the move of what is stored under an alias to the person's id. For the
/// writer's connection, inside its transaction.
class PersonTable {
 public:
  explicit PersonTable(Database& database);

  /// Fills in the sender of a message that is being accepted: see Journal::accept.
  void learn(const Message& message, Journal::AcceptResult& accepted);
  /// Sets the current sender and aliases in a message that was accepted earlier; true if its stored
  /// fields changed.
  bool identify(Message& message);
  /// The addresses of the person whose id or alias `address` is: the id first.
  std::vector<std::string> addresses_of(const std::string& channel, const std::string& address);
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
