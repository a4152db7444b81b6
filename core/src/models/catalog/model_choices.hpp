#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "yak/error.hpp"
#include "yak/lru_map.hpp"
#include "yak/store.hpp"
#include "yak/task.hpp"

namespace yak::models {

/// Which model each user chose: in the store, and in memory, so that a turn rarely reads it. Few
/// people ever choose, so usually all choices are in memory and nobody else is looked up; where
/// they are too many, those used latest are. One for all generations: a choice made through an old
/// one counts in the new. Thread-safe.
class ModelChoices {
 public:
  /// So many are kept in memory.
  static constexpr std::size_t kKept = 10'000;

  /// `store` must outlive it.
  explicit ModelChoices(Store& store, std::size_t kept = kKept) : store_(store), kept_(kept) {}

  /// Once, before anybody chooses: takes all there are into memory if they fit. Without it every
  /// user is looked up.
  task<result<void>> load();
  task<result<std::optional<std::string>>> get(std::string user);
  /// Durable when it succeeds; nothing: no choice of one's own.
  task<result<void>> set(std::string user, std::optional<std::string> choice);
  /// The store has forgotten this user's choice.
  void forget(std::string user);

  /// The store has made what it kept of the user `from` the user `to`'s; a choice of `to` stays.
  void move(const std::string& from, const std::string& to);

 private:
  using Choice = std::optional<std::string>;

  void keep_locked(std::string user, Choice choice);

  Store& store_;
  const std::size_t kept_;
  std::mutex mutex_;
  LruMap<std::string, Choice> choices_;
  bool are_all_here_ = false;  ///< who is not in `choices_` has none
};

}  // namespace yak::models
