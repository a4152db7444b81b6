// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// Test messages of `yak webhook-test` that were sent to our own webhook. Shows whether this daemon
/// received them: another server may answer 200, too. Thread-safe. Holds at most `kMax`; beyond
/// that the oldest counts as not arrived.
class TestArrivals {
 public:
  static constexpr std::size_t kMax = 16;

  /// Registers a message that is about to be sent.
  void expect(std::string sid);
  /// Records that a signed message was received. Cheap while none is expected.
  void note(std::string_view sid);
  /// Removes the message; returns whether it was received.
  bool take(std::string_view sid);

 private:
  struct Test {
    std::string sid;
    bool arrived = false;
  };

  std::atomic<std::size_t> expected_{0};
  std::mutex mutex_;
  std::vector<Test> tests_;
};

}  // namespace yak::twilio
