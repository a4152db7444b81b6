// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/channel_calls.hpp"

#include <utility>

#include "base/exception_text.hpp"

namespace yak::delivery {

task<SendOutcome> send_by(Channel& channel, const Delivery& delivery) {
  std::string thrown;
  try {
    co_return co_await channel.send(delivery);
  } catch (...) {
    thrown = base::exception_text();
  }
  co_return SendOutcome::unknown("the channel threw: " + thrown);
}

task<LookupAnswer> find_by(Channel& channel, const Delivery& delivery) {
  LookupAnswer answer;
  try {
    auto found = co_await channel.find(delivery);
    if (found) {
      answer.lookup = *std::move(found);
    } else {
      answer.failure = found.error().message;
    }
  } catch (...) {
    answer.failure = "the channel threw: " + base::exception_text();
    answer.threw = true;
  }
  co_return answer;
}

}  // namespace yak::delivery
