// SPDX-License-Identifier: Apache-2.0
#include "console/mailbox.hpp"

#include <algorithm>
#include <utility>

namespace yak::console {

void TakenLetters::settle(bool shown) {
  for (const auto& letter : std::exchange(letters_, {})) {
    letter->shown = shown;
    letter->settled.set();
  }
}

std::shared_ptr<Letter> Mailboxes::post(const Delivery& delivery) {
  const std::lock_guard lock(mutex_);
  Box& box = boxes_[delivery.peer];
  if (box.letters.size() >= kMaxWaiting) return nullptr;
  auto letter = std::make_shared<Letter>(delivery);
  box.letters.push_back(letter);
  if (box.reader) box.reader->set();
  return letter;
}

bool Mailboxes::withdraw(const std::shared_ptr<Letter>& letter) {
  const std::lock_guard lock(mutex_);
  if (letter->taken) return false;
  const auto found = boxes_.find(letter->delivery.peer);
  if (found != boxes_.end()) std::erase(found->second.letters, letter);
  forget_if_empty(letter->delivery.peer);
  return true;
}

std::vector<std::shared_ptr<Letter>> Mailboxes::take(const std::string& user) {
  const std::lock_guard lock(mutex_);
  const auto found = boxes_.find(user);
  if (found == boxes_.end()) return {};
  std::vector<std::shared_ptr<Letter>> letters(found->second.letters.begin(),
                                               found->second.letters.end());
  found->second.letters.clear();
  for (const auto& letter : letters) letter->taken = true;
  return letters;
}

std::shared_ptr<Event> Mailboxes::announce(const std::string& user) {
  const std::lock_guard lock(mutex_);
  Box& box = boxes_[user];
  if (box.reader) box.reader->set();
  box.reader = std::make_shared<Event>();
  if (!box.letters.empty()) box.reader->set();
  return box.reader;
}

void Mailboxes::leave(const std::string& user, const std::shared_ptr<Event>& reader) {
  const std::lock_guard lock(mutex_);
  const auto found = boxes_.find(user);
  if (found == boxes_.end()) return;
  if (found->second.reader == reader) found->second.reader = nullptr;
  forget_if_empty(user);
}

void Mailboxes::forget_if_empty(const std::string& user) {
  const auto found = boxes_.find(user);
  if (found == boxes_.end() || found->second.reader || !found->second.letters.empty()) return;
  boxes_.erase(found);
}

}  // namespace yak::console
