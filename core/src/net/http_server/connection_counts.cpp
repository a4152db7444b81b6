// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/connection_counts.hpp"

namespace yak::net {

void ConnectionCounts::CountedConnection::reset() noexcept {
  if (const auto counts = std::exchange(counts_, nullptr)) counts->leave(key_);
}

ConnectionCounts::CountedConnection ConnectionCounts::enter(
    std::shared_ptr<ConnectionCounts> counts) {
  ++counts->connections_;
  CountedConnection place;
  place.counts_ = std::move(counts);
  return place;
}

bool ConnectionCounts::enter_as(CountedConnection& place, std::string key, std::size_t most) {
  const std::lock_guard lock(mutex_);
  std::size_t& count = by_address_[key];
  if (count >= most) return false;
  ++count;
  place.key_ = std::move(key);
  return true;
}

void ConnectionCounts::leave(const std::string& key) noexcept {
  if (!key.empty()) {
    const std::lock_guard lock(mutex_);
    const auto found = by_address_.find(key);
    if (found != by_address_.end() && --found->second == 0) by_address_.erase(found);
  }
  // The thread that brings the second of the two counts to zero sees the other one at zero.
  if (connections_.fetch_sub(1) == 1 && accepting_ == 0) empty_.set();
}

void ConnectionCounts::stop_accepting() noexcept {
  if (accepting_.fetch_sub(1) == 1 && connections_ == 0) empty_.set();
}

bool ConnectionCounts::take_body(std::size_t size, std::size_t most) noexcept {
  if (bodies_.fetch_add(size) + size <= most) return true;
  bodies_ -= size;
  return false;
}

}  // namespace yak::net
