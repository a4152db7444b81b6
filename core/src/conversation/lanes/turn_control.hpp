#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/intrusive/list.hpp>

#include "yak/clock.hpp"
#include "yak/message.hpp"

namespace yak::conversation {

/// The handle on a coroutine that runs turns, one after the other. Belongs to its loop and is
/// listed there for as long as the coroutine runs, which `signal` cancels.
class TurnControl : public boost::intrusive::list_base_hook<
                        boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  boost::asio::cancellation_signal signal;

  /// A turn's chain begins.
  void begin(const Message& message, MonotonicTime now) {
    message_ = &message;
    began_ = now;
    typing_shown_ = {};
    stopped_ = false;
  }
  /// The chain has ended. True when it was cancelled: the coroutine must then reset its state.
  bool end() {
    message_ = nullptr;
    return stopped_ || abandoned_;
  }
  /// Its user does not want the answer any more: the turn ends without one.
  void stop() { cancel(stopped_); }
  /// The daemon stops: the turn stays in the journal, to be run at the next start.
  void abandon() { cancel(abandoned_); }

  [[nodiscard]] bool stopped() const noexcept { return stopped_; }
  [[nodiscard]] bool abandoned() const noexcept { return abandoned_; }
  /// The turn's message, while its chain runs; else null.
  [[nodiscard]] const Message* message() const noexcept { return message_; }

  /// Whether it is time to show typing (again): after `first`, then every `renewal`. Once asked, it
  /// counts as shown.
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
    // Outside the chain there is only what must be finished.
    if (message_ != nullptr && !canceled) signal.emit(boost::asio::cancellation_type::terminal);
  }

  const Message* message_ = nullptr;
  MonotonicTime began_{};
  MonotonicTime typing_shown_{};
  bool stopped_ = false;
  bool abandoned_ = false;
};

}  // namespace yak::conversation
