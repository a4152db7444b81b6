// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_channel.hpp"

#include <string>
#include <utility>

namespace yak::testing {

task<result<void>> FakeChannel::start() {
  const std::lock_guard lock(mutex_);
  ++starts_;
  co_return result<void>();
}

task<SendOutcome> FakeChannel::send(const Delivery& delivery) {
  {
    const std::lock_guard lock(mutex_);
    sent_.push_back(delivery);
  }
  if (throws) throw 42;
  co_await clock_.sleep(delay);
  const std::lock_guard lock(mutex_);
  if (outcomes_.empty()) co_return SendOutcome::sent("r" + std::to_string(++receipts_));
  SendOutcome outcome = std::move(outcomes_.front());
  outcomes_.pop_front();
  co_return outcome;
}

task<result<Lookup>> FakeChannel::find(const Delivery& delivery) {
  const std::lock_guard lock(mutex_);
  looked_up_.push_back(delivery);
  if (lookups_.empty()) co_return Lookup();
  Lookup lookup = std::move(lookups_.front());
  lookups_.pop_front();
  co_return lookup;
}

task<result<std::size_t>> FakeChannel::catch_up(WallTime since) {
  const std::lock_guard lock(mutex_);
  caught_up_.push_back(since);
  result<std::size_t> found(std::size_t{0});
  if (!catch_ups_.empty()) {
    found = std::move(catch_ups_.front());
    catch_ups_.pop_front();
  }
  co_return found;
}

void FakeChannel::script_catch_up(result<std::size_t> found) {
  const std::lock_guard lock(mutex_);
  catch_ups_.push_back(std::move(found));
}

std::vector<WallTime> FakeChannel::caught_up() const {
  const std::lock_guard lock(mutex_);
  return caught_up_;
}

task<void> FakeChannel::typing(const Message&) {
  const std::lock_guard lock(mutex_);
  ++typings_;
  co_return;
}

task<void> FakeChannel::stop() {
  const std::lock_guard lock(mutex_);
  ++stops_;
  co_return;
}

void FakeChannel::script(SendOutcome outcome) {
  const std::lock_guard lock(mutex_);
  outcomes_.push_back(std::move(outcome));
}
void FakeChannel::script_lookup(Lookup lookup) {
  const std::lock_guard lock(mutex_);
  lookups_.push_back(std::move(lookup));
}
std::vector<Delivery> FakeChannel::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}
std::vector<Delivery> FakeChannel::looked_up() const {
  const std::lock_guard lock(mutex_);
  return looked_up_;
}
int FakeChannel::typings() const {
  const std::lock_guard lock(mutex_);
  return typings_;
}
int FakeChannel::starts() const {
  const std::lock_guard lock(mutex_);
  return starts_;
}
int FakeChannel::stops() const {
  const std::lock_guard lock(mutex_);
  return stops_;
}

}  // namespace yak::testing
