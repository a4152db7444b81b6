// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/diagnosis/test_arrivals.hpp"

#include <algorithm>
#include <utility>

namespace yak::twilio {

void TestArrivals::expect(std::string sid) {
  const std::lock_guard lock(mutex_);
  if (tests_.size() >= kMax) tests_.erase(tests_.begin());
  tests_.push_back({std::move(sid), false});
  expected_ = tests_.size();
}

void TestArrivals::note(std::string_view sid) {
  if (expected_ == 0) return;
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(tests_, sid, &Test::sid);
  if (found != tests_.end()) found->arrived = true;
}

bool TestArrivals::take(std::string_view sid) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(tests_, sid, &Test::sid);
  if (found == tests_.end()) return false;
  const bool arrived = found->arrived;
  tests_.erase(found);
  expected_ = tests_.size();
  return arrived;
}

}  // namespace yak::twilio
