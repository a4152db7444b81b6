// SPDX-License-Identifier: Apache-2.0
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
#include "yak/store/journal_reader.hpp"

namespace yak::testing {

/// An inbox that records messages. A repeated external id is a duplicate, as in the core.
/// Thread-safe.
class FakeInbox final : public Inbox {
 public:
  task<result<Accepted>> accept(Message message, std::chrono::milliseconds inline_wait) override;
  task<result<void>> report(ReceiptUpdate report) override;
  task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) override;

  /// Finds receipts in `journal`, which must outlive the inbox. Without one, it finds none.
  void set_journal(JournalReader& journal) { journal_ = &journal; }
  /// The next accept fails with `failure`.
  void fail_next(error failure);
  /// Sets the inline reply of the next accept that asks for one. Without it, that accept gets none
  /// in time.
  void answer_inline(Delivery delivery);

  [[nodiscard]] std::vector<Message> messages() const;
  [[nodiscard]] std::vector<std::chrono::milliseconds> inline_waits() const;
  [[nodiscard]] std::vector<ReceiptUpdate> reports() const;
  /// The arguments of `written` of all inline replies, in order; a call of `lost` counts as false.
  [[nodiscard]] std::vector<bool> written() const;

 private:
  struct Record;
  class FakeInlineReply;
  JournalReader* journal_ = nullptr;
  std::shared_ptr<Record> record_ = make_record();
  static std::shared_ptr<Record> make_record();
};

}  // namespace yak::testing
