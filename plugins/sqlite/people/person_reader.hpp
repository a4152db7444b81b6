// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sqlite/database/database.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// What is found of a person before it is erased: the search goes through every message, so it is
/// not made on the writer's thread.
struct PersonRows {
  std::vector<MessageId> messages;
  std::vector<DeliveryId> deliveries;
  MessageId searched_messages = 0;  ///< the newest that the search saw
  DeliveryId searched_deliveries = 0;
};

/// Reads what the file has of one person. Every place where a person's data is kept is named here
/// and in PersonEraser: a new table must be added to both (but for `step`, which an export leaves
/// out). For the reader's connection, inside its transaction. Statements are compiled when they are
/// needed, which is seldom.
class PersonReader {
 public:
  explicit PersonReader(Database& database) : database_(database) {}

  /// As `PersonRecords::find_person`.
  Person find(const std::string& channel, const std::string& address);
  /// As `PersonRecords::page`.
  result<PersonPage> page(const Person& who, const std::string& after, int limit);
  PersonCounts counts(const Person& who);
  /// Messages and deliveries with ids above those given.
  PersonRows rows(const Person& who, MessageId after_message, DeliveryId after_delivery);

 private:
  std::vector<std::string> aliases(const Person& who);
  std::int64_t count(const char* sql, const Person& who);
  std::vector<std::int64_t> ids(const char* sql, const Person& who, std::int64_t after);

  Database& database_;
};

/// The addresses as the array of JSON that the statements take, and the users.
std::string addresses_as_json(const Person& who);
std::string users_as_json(const Person& who);
/// `[[space, key], …]` of `Person::entries`.
std::string entries_as_json(const Person& who);

/// Which rows of `key_value` are of the person whose users are ?1 and whose entries are ?2.
#define YAK_KEYS_OF_PERSON                                                                    \
  "(key IN (SELECT value FROM json_each(?1)) OR (space, key) IN (SELECT json_extract(value, " \
  "'$[0]'), json_extract(value, '$[1]') FROM json_each(?2)))"
/// Which rows of `person` are of the person in the channel ?1 with the addresses ?2.
#define YAK_ALIASES_OF_PERSON                                     \
  "channel = ?1 AND (id IN (SELECT value FROM json_each(?2)) OR " \
  "address IN (SELECT value FROM json_each(?2)))"

}  // namespace yak::sqlite
