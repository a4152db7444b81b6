// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_next.hpp"

#include <atomic>
#include <string>

namespace yak::testing {
namespace {

void answer(Turn& turn) {
  turn.reply.add("the answer", Markup::markdown);
  turn.result = TurnResult::answered;
}

}  // namespace

FakeNext::FakeNext() : act_(&answer) {}

task<result<void>> FakeNext::operator()(Turn& turn) {
  if (++calls_ > 1) co_return error(ErrorKind::internal, "next was called twice");
  seen_ = turn;
  if (failure_) co_return *failure_;
  act_(turn);
  co_return result<void>();
}

Message message_of(std::string channel, std::string sender, std::string text) {
  static std::atomic<MessageId> last = 0;
  Message message;
  message.id = ++last;
  message.external_id = "m" + std::to_string(message.id);
  message.channel = std::move(channel);
  message.peer = sender;
  message.sender = std::move(sender);
  message.raw_text = text;
  message.text = std::move(text);
  return message;
}

Turn turn_of(Message message) {
  Turn turn;
  turn.user = message.user();
  turn.identities = {turn.user};
  turn.message = std::move(message);
  return turn;
}

}  // namespace yak::testing
