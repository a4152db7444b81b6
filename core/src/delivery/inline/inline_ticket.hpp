// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/event.hpp"

namespace yak::delivery {

/// Connects a webhook that waits for its reply with the turn that makes the reply.
///
/// Exactly one of two things happens: the turn claims the ticket while the webhook waits, and the
/// webhook writes the reply; or the wait ends first, and the reply goes out by `send`. Thread-safe.
class InlineTicket final : public InlineReply {
 public:
  /// Called for each claimed delivery, with the time of `fulfil` and whether it was written whole,
  /// and again with false if it is lost later.
  using Outcome =
      std::function<void(const Delivery& delivery, MonotonicTime committed, bool whole)>;

  /// The webhook waits until `until`. `clock` must outlive the ticket.
  InlineTicket(Clock& clock, MonotonicTime until, Outcome outcome)
      : clock_(clock), until_(until), outcome_(std::move(outcome)) {}
  /// Reports a claimed delivery as not written, unless it was reported.
  ~InlineTicket() override;

  // Called by the webhook.
  task<const Delivery*> wait() override;
  void written(bool whole) override;
  void lost() override;

  // Called by the turn.
  /// True if the webhook waits and will write the reply; then `fulfil` or `release` must follow.
  bool claim();
  /// The claimed reply is durable since `now`: the webhook writes it.
  void fulfil(Delivery delivery, MonotonicTime now);
  /// There is no inline reply: the webhook responds at once.
  void release();

 private:
  enum class State : int { open, claimed, closed };

  Clock& clock_;
  MonotonicTime until_;
  Outcome outcome_;
  std::atomic<State> state_{State::open};
  Event settled_;
  std::unique_ptr<Delivery> delivery_;
  MonotonicTime committed_{};
  std::atomic<bool> reported_{false};
};

}  // namespace yak::delivery
