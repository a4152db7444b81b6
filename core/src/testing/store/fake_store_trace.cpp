// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "yak/testing/fake_store.hpp"
#include "yak/utf8.hpp"

namespace yak::testing {
namespace {

constexpr std::size_t kMostTrace = std::size_t{8} << 10U;
constexpr std::size_t kMostEvents = 64;
constexpr std::size_t kMostDetail = 160;

}  // namespace

void FakeStore::end_locked(MessageId message, const TurnCommit& commit) {
  const auto found = messages_.find(message);
  if (found == messages_.end() || found->second.state != MessageState::received) return;
  Entry& entry = found->second;
  entry.state = commit.state;
  entry.ended_at = now();
  entry.answered = message == commit.message ? 0 : commit.message;
  if (entry.answered == 0 && commit.trace.size() <= kMostTrace) entry.turn = commit.trace;
}

void FakeStore::note_locked(DeliveryId delivery, std::string_view what, std::string detail) {
  std::vector<DeliveryEvent>& events = events_[delivery];
  if (events.size() >= kMostEvents) return;
  detail.resize(clip_utf8(detail, kMostDetail).size());
  events.emplace_back(now(), std::string(what)).detail = std::move(detail);
}

MessageId FakeStore::message_of(const std::string& id) const {
  if (const auto named = dead_letter_id(id)) {
    const bool is_message = named->kind == DeadLetterId::Kind::message;
    if (is_message && messages_.contains(named->id)) return named->id;
    const auto found = deliveries_.find(named->id);
    if (!is_message && found != deliveries_.end()) return found->second.message;
  }
  MessageId newest = 0;
  for (const auto& [message, entry] : messages_) {
    if (entry.message.external_id == id) newest = message;
  }
  if (newest != 0 || id.empty()) return newest;
  for (const auto& [delivery, sent] : deliveries_) {
    if (sent.receipt == id) newest = sent.message;
  }
  return newest;
}

task<result<MessageTrace>> FakeStore::trace(std::string id) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  const auto found = messages_.find(id.empty() ? 0 : message_of(id));
  if (found == messages_.end()) {
    co_return error(ErrorKind::not_found, "no message and no delivery has the id '" + id + "'");
  }
  const Entry& entry = found->second;
  const MessageId answered = entry.answered == 0 ? found->first : entry.answered;
  MessageTrace trace;
  trace.message = entry.message;
  trace.message.raw_text.clear();
  trace.message.text.clear();
  trace.message.payload.clear();
  trace.message.attachments.clear();
  trace.state = entry.state;
  trace.ended_at = entry.ended_at;
  trace.turn = messages_.at(answered).turn;
  for (const auto& [delivery, sent] : deliveries_) {
    if (sent.message != answered) continue;
    MessageTrace::Sent& made = trace.deliveries.emplace_back();
    made.delivery = sent;
    made.delivery.content = Outbound();
    made.events = events_.at(delivery);
  }
  co_return trace;
}

}  // namespace yak::testing
