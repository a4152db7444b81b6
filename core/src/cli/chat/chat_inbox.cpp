// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_inbox.hpp"

#include <sys/eventfd.h>

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
}

void ChatInbox::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void ChatInbox::run() {
  constexpr int kWaitMs = 300;
  while (wait_for_room()) {
    auto poll = session_.poll(kWaitMs);
    const bool failed = !poll;
    put(std::move(poll));
    if (failed) rest();
  }
}

bool ChatInbox::wait_for_room() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_ || found_.size() < kMax; });
  return !ended_;
}

void ChatInbox::rest() {
  constexpr std::chrono::milliseconds kAgain{500};
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kAgain, [this] { return ended_; });
}

void ChatInbox::put(result<ChatPoll> poll) {
  {
    const std::lock_guard lock(mutex_);
    found_.push_back(std::move(poll));
  }
  (void)::eventfd_write(event_.get(), 1);
}

std::vector<result<ChatPoll>> ChatInbox::take() {
  eventfd_t ignored = 0;
  (void)::eventfd_read(event_.get(), &ignored);
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
  return std::exchange(found_, {});
}

}  // namespace yak::cli
