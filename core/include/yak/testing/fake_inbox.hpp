#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "yak/channel.hpp"

namespace yak::testing {

/// Takes messages as the core would and keeps them: a repeated external id is a duplicate.
/// Thread-safe.
class FakeInbox final : public Inbox {
 public:
  task<result<Accepted>> accept(Message message, std::chrono::milliseconds inline_wait) override;
  task<result<void>> report(StatusReport report) override;

  /// The next accept fails so.
  void fail_next(error failure);
  /// The next accept that asks for an inline reply gets this one; without it, it gets none in time.
  void answer_inline(Delivery delivery);

  [[nodiscard]] std::vector<Message> messages() const;
  [[nodiscard]] std::vector<std::chrono::milliseconds> inline_waits() const;
  [[nodiscard]] std::vector<StatusReport> reports() const;
  /// What inline replies were told by `written`, in order; `lost` counts as false.
  [[nodiscard]] std::vector<bool> written() const;

 private:
  struct Record;
  class FakeInlineReply;
  std::shared_ptr<Record> record_ = make_record();
  static std::shared_ptr<Record> make_record();
};

}  // namespace yak::testing
