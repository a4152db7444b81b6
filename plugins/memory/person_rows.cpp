// SPDX-License-Identifier: Apache-2.0
#include "memory/person_rows.hpp"

#include <algorithm>

namespace yak::memory {
namespace {

bool is_address_of(const Person& who, const std::string& address) {
  return std::ranges::find(who.addresses, address) != who.addresses.end();
}

bool is_of(const MessageRow& row, const Person& who) {
  return row.message.channel == who.channel &&
         (is_address_of(who, row.message.peer) || is_address_of(who, row.message.sender));
}

bool is_of(const Ledger& ledger, const DeliveryRow& row, const Person& who) {
  if (row.delivery.channel != who.channel) return false;
  if (is_address_of(who, row.delivery.peer)) return true;
  return is_of(*ledger.messages().find(row.delivery.message), who);
}

}  // namespace

void add_person_rows(const Ledger& ledger, const Person& who, PersonPage& page) {
  for (const auto& [id, row] : ledger.messages().rows()) {
    if (is_of(row, who)) page.messages.push_back({row.message, row.state});
  }
  for (const auto& [id, row] : ledger.deliveries().rows()) {
    if (is_of(ledger, row, who)) page.deliveries.push_back(row.delivery);
  }
  std::ranges::sort(page.messages, {}, [](const auto& received) { return received.message.id; });
  std::ranges::sort(page.deliveries, {}, &Delivery::id);
}

void erase_person_rows(Ledger& ledger, const Person& who, MessageId except, PersonCounts& counts) {
  std::vector<DeliveryId> deliveries;
  for (const auto& [id, row] : ledger.deliveries().rows()) {
    if (row.delivery.message != except && is_of(ledger, row, who)) deliveries.push_back(id);
  }
  std::vector<MessageId> messages;
  for (const auto& [id, row] : ledger.messages().rows()) {
    if (id != except && is_of(row, who)) messages.push_back(id);
  }
  // An erased row may finish a message, and the ledger may then forget one of these.
  for (const DeliveryId id : deliveries) ledger.erase_delivery(id);
  for (const MessageId id : messages) ledger.erase_message(id);
  counts.messages = std::ssize(messages);
  counts.deliveries = std::ssize(deliveries);
}

}  // namespace yak::memory
