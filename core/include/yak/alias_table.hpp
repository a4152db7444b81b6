#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/message.hpp"
#include "yak/store.hpp"

namespace yak {

/// Which addresses are whose, for a store that keeps it in memory: the rules of Store::accept
/// without the data that follows. Not thread-safe.
class YAK_API AliasTable {
 public:
  /// Knows at most `max_aliases`; above it new aliases are not learned, and the people who have
  /// them go by the ids that their messages name.
  explicit AliasTable(std::size_t max_aliases) : max_aliases_(max_aliases) {}

  /// The id that `address` is an alias of, else `address` itself.
  [[nodiscard]] std::string owner(const std::string& channel, const std::string& address) const;
  /// The same for a user, `whatsapp:+15551234567`.
  [[nodiscard]] std::string owner_of_user(const std::string& user) const;
  [[nodiscard]] std::vector<std::string> aliases(const std::string& channel,
                                                 const std::string& id) const;
  /// Fills in the sender of a message that is accepted. What was kept under `accepted.merged` is
  /// the caller's to move.
  void learn(const Message& message, Store::AcceptResult& accepted);
  /// The person who has `address` as the id or as an alias.
  [[nodiscard]] Person person(const std::string& channel, const std::string& address) const;
  /// Forgets the aliases of a person, and every address of the person that is another's alias;
  /// gives how many there were.
  std::int64_t forget(const Person& who);
  /// Gives a message that was accepted earlier its sender's id and aliases.
  void identify(Message& message) const;

 private:
  using Place = std::pair<std::string, std::string>;  ///< channel, and address or id

  void bind(const std::string& channel, const std::string& alias, const std::string& id);
  void release(const std::string& channel, const std::string& alias);

  std::size_t max_aliases_;
  std::map<Place, std::string> owners_;
  std::map<Place, std::vector<std::string>> aliases_;
};

/// The aliases of a message that count: each once, none that is the sender, at most kMaxAliases.
YAK_API std::vector<std::string> aliases_named_by(const Message& message);

}  // namespace yak
