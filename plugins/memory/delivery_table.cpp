// SPDX-License-Identifier: Apache-2.0
#include "memory/delivery_table.hpp"

#include <algorithm>

#include "memory/message_table.hpp"
#include "yak/message/receipt.hpp"
#include "yak/text/utf8.hpp"

namespace yak::memory {

DeliveryRow* DeliveryTable::find(DeliveryId id) {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : &found->second;
}

const DeliveryRow* DeliveryTable::find(DeliveryId id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : &found->second;
}

DeliveryRow* DeliveryTable::find(const ReceiptUpdate& report) {
  DeliveryRow* const named = find(report.delivery);
  if (named != nullptr && named->delivery.channel == report.channel) return named;
  return find(find_receipt(report.channel, report.receipt));
}

DeliveryId DeliveryTable::find_receipt(const std::string& channel,
                                       const std::string& receipt) const {
  const auto found = by_receipt_.find({channel, receipt});
  return found == by_receipt_.end() ? 0 : found->second;
}

MessageId DeliveryTable::newest_answered(const std::string& receipt) const {
  MessageId newest = 0;
  for (const auto& [names, id] : by_receipt_) {
    if (names.second == receipt) newest = std::max(newest, rows_.at(id).delivery.message);
  }
  return newest;
}

DeliveryRow& DeliveryTable::add(Delivery delivery, Epoch owner) {
  const DeliveryId id = ++last_;
  DeliveryRow& row = rows_[id];
  const std::string receipt = std::move(delivery.receipt);
  row.delivery = std::move(delivery);
  row.delivery.id = id;
  row.delivery.receipt.clear();
  row.owner = owner;
  const DeliveryState state = row.delivery.state;
  ++count_of(state);
  if (is_open(state)) open_.insert(open_.end(), id);
  if (state == DeliveryState::dead) dead_.insert(dead_.end(), id);
  note(row, row.delivery.created_at, event_name(state), {});
  set_receipt(row, receipt);
  return row;
}

void DeliveryTable::set_state(DeliveryRow& row, DeliveryState state) {
  const DeliveryId id = row.delivery.id;
  if (is_open(row.delivery.state) && !is_open(state)) open_.erase(id);
  if (!is_open(row.delivery.state) && is_open(state)) open_.insert(id);
  if (row.delivery.state == DeliveryState::dead) dead_.erase(id);
  if (state == DeliveryState::dead) dead_.insert(id);
  --count_of(row.delivery.state);
  ++count_of(state);
  row.delivery.state = state;
  if (state != DeliveryState::sent || keeps_content_) return;
  Outbound none;
  std::swap(row.delivery.content, none);
}

void DeliveryTable::set_receipt(DeliveryRow& row, const std::string& receipt) {
  const std::string& channel = row.delivery.channel;
  const auto old = by_receipt_.find({channel, row.delivery.receipt});
  if (old != by_receipt_.end() && old->second == row.delivery.id) by_receipt_.erase(old);
  row.delivery.receipt = receipt;
  if (!receipt.empty()) by_receipt_.try_emplace({channel, receipt}, row.delivery.id);
}

void DeliveryTable::note(DeliveryRow& row, WallTime at, std::string_view what, std::string detail) {
  if (row.events.size() >= kMaxEvents) return;
  detail.resize(clip_utf8(detail, kMaxDetail).size());
  row.events.emplace_back(at, std::string(what)).detail = std::move(detail);
}

void DeliveryTable::remove(DeliveryId id) {
  const auto found = rows_.find(id);
  set_receipt(found->second, {});
  --count_of(found->second.delivery.state);
  open_.erase(id);
  dead_.erase(id);
  rows_.erase(found);
}

void DeliveryTable::assign(const Person& peer, Epoch owner) {
  for (const DeliveryId id : open_) {
    DeliveryRow& row = rows_.at(id);
    if (is_with(peer, row.delivery.conversation())) row.owner = std::max(row.owner, owner);
  }
}

void DeliveryTable::shift_times(std::chrono::milliseconds by) {
  for (const DeliveryId id : open_) {
    Delivery& delivery = rows_.at(id).delivery;
    delivery.created_at += by;
    delivery.next_at += by;
  }
}

}  // namespace yak::memory
