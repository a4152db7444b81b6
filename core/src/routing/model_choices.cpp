#include "routing/model_choices.hpp"

namespace yak::routing {
namespace {

constexpr const char* kSpace = "model_choice";

}  // namespace

const std::optional<std::string>* ChoiceCache::find(const std::string& user) {
  const auto place = places_.find(user);
  if (place == places_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, place->second);
  return &entries_.front().second;
}

void ChoiceCache::put(const std::string& user, std::optional<std::string> choice) {
  if (find(user) != nullptr) {
    entries_.front().second = std::move(choice);
  } else {
    add(user, std::move(choice));
  }
}

void ChoiceCache::add(const std::string& user, std::optional<std::string> choice) {
  if (places_.contains(user) || capacity_ == 0) return;
  if (places_.size() >= capacity_) {
    places_.erase(entries_.back().first);
    entries_.pop_back();
  }
  entries_.emplace_front(user, std::move(choice));
  places_.emplace(user, entries_.begin());
}

task<result<std::optional<std::string>>> ModelChoices::get(std::string user) {
  {
    const std::lock_guard lock(mutex_);
    const std::optional<std::string>* known = cache_.find(user);
    if (known != nullptr) co_return *known;
  }
  result<std::optional<std::string>> stored = co_await store_.get(kSpace, user);
  if (stored) {
    // `add`: a choice made while the store was being read is newer than what was read.
    const std::lock_guard lock(mutex_);
    cache_.add(user, *stored);
  }
  co_return stored;
}

task<result<void>> ModelChoices::set(std::string user, std::optional<std::string> choice) {
  Batch batch;
  Batch::Put put;
  put.space = kSpace;
  put.key = user;
  put.value = choice;
  batch.puts.push_back(std::move(put));
  result<void> written = co_await store_.write(std::move(batch));
  if (written) {
    const std::lock_guard lock(mutex_);
    cache_.put(user, std::move(choice));
  }
  co_return written;
}

}  // namespace yak::routing
