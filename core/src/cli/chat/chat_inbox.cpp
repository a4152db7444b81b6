// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_inbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace yak::cli {

ChatInbox::ChatInbox(ChatSession& session)
    : session_(session),
      event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { run(); }) {}

ChatInbox::~ChatInbox() {
  end();
  thread_.join();
  ::close(event_);
}

void ChatInbox::run() {
  constexpr int kWaitMs = 300;
  constexpr std::chrono::milliseconds kAgain{500};
  while (!ended_) {
    if (is_full()) {
      std::this_thread::sleep_for(kAgain);
      continue;
    }
    auto poll = session_.poll(kWaitMs);
    const bool failed = !poll;
    put(std::move(poll));
    if (failed && !ended_) std::this_thread::sleep_for(kAgain);
  }
}

bool ChatInbox::is_full() {
  const std::lock_guard lock(mutex_);
  return found_.size() >= kMost;
}

void ChatInbox::put(result<ChatPoll> poll) {
  {
    const std::lock_guard lock(mutex_);
    found_.push_back(std::move(poll));
  }
  (void)::eventfd_write(event_, 1);
}

std::vector<result<ChatPoll>> ChatInbox::take() {
  eventfd_t ignored = 0;
  (void)::eventfd_read(event_, &ignored);
  const std::lock_guard lock(mutex_);
  return std::exchange(found_, {});
}

}  // namespace yak::cli
