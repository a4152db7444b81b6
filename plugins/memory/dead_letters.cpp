// SPDX-License-Identifier: Apache-2.0
#include "memory/dead_letters.hpp"

namespace yak::memory {
namespace {

using Kind = DeadLetterId::Kind;

constexpr const char* kQuarantineReason = "its turns crashed the process repeatedly";

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
  letter.reason = kQuarantineReason;
  letter.at = message.received_at;
  return letter;
}

}  // namespace

std::vector<DeadLetter> dead_letters_of(const Ledger& ledger, DeadLetterId after, int limit) {
  std::vector<DeadLetter> letters;
  const auto& deliveries = ledger.deliveries().dead();
  auto delivery =
      after.kind == Kind::delivery ? deliveries.upper_bound(after.id) : deliveries.end();
  for (; delivery != deliveries.end() && std::ssize(letters) < limit; ++delivery) {
    letters.push_back(letter_of(ledger.deliveries().find(*delivery)->delivery));
  }
  const auto& messages = ledger.messages().quarantined();
  auto message = messages.upper_bound(after.kind == Kind::message ? after.id : 0);
  for (; message != messages.end() && std::ssize(letters) < limit; ++message) {
    letters.push_back(letter_of(ledger.messages().find(*message)->message));
  }
  return letters;
}

result<DeadLetter> dead_letter_of(const Ledger& ledger, DeadLetterId id) {
  if (id.kind == Kind::delivery && ledger.deliveries().dead().contains(id.id)) {
    return letter_of(ledger.deliveries().find(id.id)->delivery);
  }
  if (id.kind == Kind::message && ledger.messages().quarantined().contains(id.id)) {
    return letter_of(ledger.messages().find(id.id)->message);
  }
  return error(ErrorKind::not_found, to_string(id) + " is no dead letter");
}

}  // namespace yak::memory
