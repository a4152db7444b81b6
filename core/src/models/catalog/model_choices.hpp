// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "yak/error.hpp"
#include "yak/lru_map.hpp"
#include "yak/store/key_value.hpp"
#include "yak/task.hpp"

namespace yak::models {

/// The model that each user chose. Choices are kept in the store and cached in memory, so that a
/// turn rarely reads the store. Few users ever choose, so usually all choices are cached and no
/// other user is looked up; if there are too many, the cache keeps the most recently used. Shared
/// by all generations: a choice made in an old generation is valid in the new one. Thread-safe.
class ModelChoices {
 public:
  /// Maximum number of choices in memory.
  static constexpr std::size_t kKept = 10'000;
  /// The space of the choices; its keys are users.
  static constexpr const char* kSpace = "model_choice";

  /// `keys` is the store's kSpace, and must outlive it.
  explicit ModelChoices(KeyValue& keys, std::size_t kept = kKept) : keys_(keys), kept_(kept) {}

  /// Loads all choices into memory if they fit. Call it once, before the first choice. Without it
  /// every user is looked up in the store.
  task<result<void>> load();
  task<result<std::optional<std::string>>> get(std::string user);
  /// Stores a choice; nullopt removes it. The choice is durable when the task succeeds.
  task<result<void>> set(std::string user, std::optional<std::string> choice);
  /// Updates the cache after the store erased this user's choice.
  void forget(std::string user);

  /// Updates the cache after the store moved the data of user `from` to user `to`. An existing
  /// choice of `to` is kept.
  void move(const std::string& from, const std::string& to);

 private:
  using Choice = std::optional<std::string>;

  void keep_locked(std::string user, Choice choice);

  KeyValue& keys_;
  const std::size_t kept_;
  std::mutex mutex_;
  LruMap<std::string, Choice> choices_;
  bool are_all_here_ = false;  ///< a user who is not in `choices_` has no choice
};

}  // namespace yak::models
