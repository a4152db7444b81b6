// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_inbox.hpp"

namespace yak::testing {

struct FakeInbox::Record {
  std::mutex mutex;
  std::vector<Message> messages;
  std::vector<std::chrono::milliseconds> waits;
  std::vector<ReceiptUpdate> reports;
  std::vector<bool> written;
  std::set<std::pair<std::string, std::string>> known;
  std::deque<error> failures;
  std::deque<Delivery> inline_answers;
};

class FakeInbox::FakeInlineReply final : public InlineReply {
 public:
  FakeInlineReply(std::shared_ptr<Record> record, std::optional<Delivery> delivery)
      : record_(std::move(record)), delivery_(std::move(delivery)) {}

  task<const Delivery*> wait() override { co_return delivery_ ? &*delivery_ : nullptr; }
  void written(bool whole) override {
    const std::lock_guard lock(record_->mutex);
    record_->written.push_back(whole);
  }
  void lost() override { written(false); }

 private:
  std::shared_ptr<Record> record_;
  std::optional<Delivery> delivery_;
};

std::shared_ptr<FakeInbox::Record> FakeInbox::make_record() { return std::make_shared<Record>(); }

task<result<Accepted>> FakeInbox::accept(Message message, std::chrono::milliseconds inline_wait) {
  const std::lock_guard lock(record_->mutex);
  if (!record_->failures.empty()) {
    error failure = std::move(record_->failures.front());
    record_->failures.pop_front();
    co_return failure;
  }
  Accepted accepted;
  accepted.duplicate = !record_->known.emplace(message.channel, message.external_id).second;
  if (accepted.duplicate) co_return accepted;
  accepted.id = static_cast<MessageId>(record_->messages.size()) + 1;
  message.id = accepted.id;
  record_->messages.push_back(std::move(message));
  record_->waits.push_back(inline_wait);
  if (inline_wait.count() > 0) {
    std::optional<Delivery> answer;
    if (!record_->inline_answers.empty()) {
      answer = std::move(record_->inline_answers.front());
      record_->inline_answers.pop_front();
    }
    accepted.reply = std::make_shared<FakeInlineReply>(record_, std::move(answer));
  }
  co_return accepted;
}

task<result<void>> FakeInbox::report(ReceiptUpdate report) {
  const std::lock_guard lock(record_->mutex);
  record_->reports.push_back(std::move(report));
  co_return result<void>();
}

task<result<DeliveryId>> FakeInbox::find_receipt(std::string channel, std::string receipt) {
  if (journal_ == nullptr) co_return DeliveryId{0};
  co_return co_await journal_->find_receipt(std::move(channel), std::move(receipt));
}

void FakeInbox::fail_next(error failure) {
  const std::lock_guard lock(record_->mutex);
  record_->failures.push_back(std::move(failure));
}

void FakeInbox::answer_inline(Delivery delivery) {
  const std::lock_guard lock(record_->mutex);
  record_->inline_answers.push_back(std::move(delivery));
}

std::vector<Message> FakeInbox::messages() const {
  const std::lock_guard lock(record_->mutex);
  return record_->messages;
}
std::vector<std::chrono::milliseconds> FakeInbox::inline_waits() const {
  const std::lock_guard lock(record_->mutex);
  return record_->waits;
}
std::vector<ReceiptUpdate> FakeInbox::reports() const {
  const std::lock_guard lock(record_->mutex);
  return record_->reports;
}
std::vector<bool> FakeInbox::written() const {
  const std::lock_guard lock(record_->mutex);
  return record_->written;
}

}  // namespace yak::testing
