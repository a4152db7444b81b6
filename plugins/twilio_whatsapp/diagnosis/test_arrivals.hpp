#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// Test messages of `yak webhook-test` that are under way to our own webhook: what answers a test
/// may be somebody else, who answers 200 too. Thread-safe; at most `kMost` at a time, then the
/// oldest is taken for one that does not arrive.
class TestArrivals {
 public:
  static constexpr std::size_t kMost = 16;

  /// A message with this MessageSid will be sent.
  void expect(std::string sid);
  /// A signed message came in. Cheap while none is expected.
  void note(std::string_view sid);
  /// Ends the wait; whether it came.
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
