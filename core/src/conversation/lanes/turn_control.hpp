// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/intrusive/list.hpp>

#include "yak/clock.hpp"
#include "yak/message/message.hpp"

namespace yak::conversation {

/// Controls a coroutine that runs turns one after the other; `signal` cancels it. Belongs to one
/// event loop and is in that loop's list while the coroutine runs. Not thread-safe.
class TurnControl : public boost::intrusive::list_base_hook<
                        boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  boost::asio::cancellation_signal signal;

  /// Records that the coroutine has a turn to run. From now until `end`, `stop` and `abandon`
  /// cancel the coroutine.
  void prepare() {
    may_cancel_ = true;
    stopped_ = false;
  }
  /// Records that the turn's chain begins. Returns false if the turn was cancelled before: the
  /// chain must not run. Call `end` in both cases.
  bool begin(const Message& message, MonotonicTime now) {
    if (stopped_ || abandoned_) return false;
    message_ = &message;
    began_ = now;
    typing_shown_ = {};
    return true;
  }
  /// Records that the chain has ended. Returns true if it was cancelled: the coroutine must then
  /// reset its cancellation state.
  bool end() {
    message_ = nullptr;
    may_cancel_ = false;
    return stopped_ || abandoned_;
  }
  /// Cancels the turn at the user's request: it ends without a reply. Returns false if there is
  /// nothing to cancel: the chain has ended, or the turn was stopped before.
  bool stop() {
    if (!may_cancel_ || stopped_) return false;
    cancel(stopped_);
    return true;
  }
  /// Cancels the turn because the daemon stops: its message stays in the journal and runs again at
  /// the next start.
  void abandon() { cancel(abandoned_); }

  [[nodiscard]] bool stopped() const noexcept { return stopped_; }
  [[nodiscard]] bool abandoned() const noexcept { return abandoned_; }
  /// The turn's message, while its chain runs; else null.
  [[nodiscard]] const Message* message() const noexcept { return message_; }

  /// Returns whether the typing indicator is due: after `first`, then every `renewal`. If so,
  /// records it as shown.
  bool take_typing(MonotonicTime now, MonotonicTime::duration first,
                   MonotonicTime::duration renewal) {
    if (message_ == nullptr || now - began_ < first) return false;
    if (typing_shown_ != MonotonicTime{} && now - typing_shown_ < renewal) return false;
    typing_shown_ = now;
    return true;
  }

 private:
  void cancel(bool& why) {
    const bool canceled = stopped_ || abandoned_;
    why = true;
    // Work after the chain (rendering, commit) must not be cancelled.
    if (may_cancel_ && !canceled) signal.emit(boost::asio::cancellation_type::terminal);
  }

  const Message* message_ = nullptr;
  MonotonicTime began_{};
  MonotonicTime typing_shown_{};
  bool may_cancel_ = false;
  bool stopped_ = false;
  bool abandoned_ = false;
};

}  // namespace yak::conversation
