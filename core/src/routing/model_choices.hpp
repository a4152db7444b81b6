#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "yak/error.hpp"
#include "yak/store.hpp"
#include "yak/task.hpp"

namespace yak::routing {

/// What was looked up lately, and who was found to have chosen nothing. At the bound the one looked
/// at longest ago goes. Not thread-safe.
class ChoiceCache {
 public:
  explicit ChoiceCache(std::size_t capacity) : capacity_(capacity) {}

  /// Null: not known here. Valid until the next call.
  const std::optional<std::string>* find(const std::string& user);
  void put(const std::string& user, std::optional<std::string> choice);
  /// Does not replace what is there.
  void add(const std::string& user, std::optional<std::string> choice);
  [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }

 private:
  using Entry = std::pair<std::string, std::optional<std::string>>;

  std::size_t capacity_;
  std::list<Entry> entries_;  ///< the latest first
  std::unordered_map<std::string, std::list<Entry>::iterator> places_;
};

/// Which model each user chose: in the store, with the latest users' choices in memory so that a
/// turn rarely reads it. Thread-safe.
class ModelChoices {
 public:
  static constexpr std::size_t kCached = 10'000;

  /// `store` must outlive it.
  explicit ModelChoices(Store& store) : store_(store), cache_(kCached) {}

  task<result<std::optional<std::string>>> get(std::string user);
  /// Durable when it succeeds; nothing: no choice of one's own.
  task<result<void>> set(std::string user, std::optional<std::string> choice);

 private:
  Store& store_;
  std::mutex mutex_;
  ChoiceCache cache_;
};

}  // namespace yak::routing
