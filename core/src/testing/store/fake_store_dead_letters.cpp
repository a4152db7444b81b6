// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "yak/receipt.hpp"
#include "yak/testing/fake_store.hpp"

namespace yak::testing {
namespace {

using Kind = DeadLetterId::Kind;

error not_dead(DeadLetterId id) {
  return {ErrorKind::not_found, to_string(id) + " is no dead letter"};
}

DeadLetter letter_of(const Delivery& delivery) {
  DeadLetter letter;
  letter.id = DeadLetterId(Kind::delivery, delivery.id);
  letter.message = delivery.message;
  letter.channel = delivery.channel;
  letter.peer = delivery.peer;
  letter.text = delivery.content.text;
  letter.reason = delivery.failure;
  letter.attempts = delivery.attempts;
  letter.at = delivery.created_at;
  return letter;
}

DeadLetter letter_of(const Message& message) {
  DeadLetter letter;
  letter.id = DeadLetterId(Kind::message, message.id);
  letter.message = message.id;
  letter.channel = message.channel;
  letter.peer = message.peer;
  letter.text = message.raw_text;
  letter.reason = "quarantined";
  letter.at = message.received_at;
  return letter;
}

}  // namespace

task<result<void>> FakeStore::blame(std::vector<MessageId> messages, int points) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  for (const MessageId id : messages) {
    const auto found = messages_.find(id);
    if (found == messages_.end() || found->second.state != MessageState::received) continue;
    found->second.message.blame += points;
  }
  co_return result<void>();
}

task<result<void>> FakeStore::shift_times(std::chrono::milliseconds by) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  for (auto& [id, entry] : messages_) entry.message.received_at += by;
  for (auto& [id, delivery] : deliveries_) {
    if (delivery.state == DeliveryState::sent || delivery.state == DeliveryState::dead) continue;
    delivery.created_at += by;
    delivery.next_at += by;
  }
  co_return result<void>();
}

std::vector<DeadLetter> FakeStore::dead_letters_locked() const {
  std::vector<DeadLetter> letters;
  for (const auto& [id, delivery] : deliveries_) {
    if (delivery.state == DeliveryState::dead) letters.push_back(letter_of(delivery));
  }
  for (const auto& [id, entry] : messages_) {
    if (entry.state == MessageState::quarantined) letters.push_back(letter_of(entry.message));
  }
  return letters;
}

task<result<std::vector<DeadLetter>>> FakeStore::letters(DeadLetterId after, int limit) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  std::vector<DeadLetter> page;
  for (DeadLetter& letter : dead_letters_locked()) {
    if (letter.id > after && std::ssize(page) < limit) page.push_back(std::move(letter));
  }
  co_return page;
}

task<result<DeadLetter>> FakeStore::letter(DeadLetterId id) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  const std::vector<DeadLetter> letters = dead_letters_locked();
  const auto found = std::ranges::find(letters, id, &DeadLetter::id);
  if (found == letters.end()) co_return not_dead(id);
  co_return *found;
}

task<result<Revived>> FakeStore::revive(DeadLetterId id) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  Revived revived;
  if (id.kind == Kind::delivery) {
    const auto found = deliveries_.find(id.id);
    if (found == deliveries_.end() || found->second.state != DeliveryState::dead) {
      co_return not_dead(id);
    }
    const MessageId message = found->second.message;
    for (auto& [part, delivery] : deliveries_) {
      if (delivery.message != message || delivery.state != DeliveryState::dead) continue;
      delivery.state = DeliveryState::pending;
      delivery.attempts = 0;
      delivery.failure.clear();
      note_locked(part, event_name(DeliveryState::pending), "tried again by an operator");
      if (clock_ != nullptr) delivery.created_at = delivery.next_at = clock_->now();
      revived.deliveries.push_back(delivery);
    }
  } else {
    const auto found = messages_.find(id.id);
    if (found == messages_.end() || found->second.state != MessageState::quarantined) {
      co_return not_dead(id);
    }
    found->second.state = MessageState::received;
    found->second.message.blame = 0;
    if (clock_ != nullptr) found->second.message.received_at = clock_->now();
    revived.message = found->second.message;
  }
  co_return revived;
}

task<result<void>> FakeStore::purge(DeadLetterId id) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  const std::vector<DeadLetter> letters = dead_letters_locked();
  if (std::ranges::find(letters, id, &DeadLetter::id) == letters.end()) co_return not_dead(id);
  if (id.kind == Kind::delivery) {
    deliveries_.erase(id.id);
  } else {
    messages_.at(id.id).state = MessageState::dropped;
  }
  co_return result<void>();
}

}  // namespace yak::testing
