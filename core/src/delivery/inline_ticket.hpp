#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "yak/channel.hpp"
#include "yak/event.hpp"

namespace yak::delivery {

/// The meeting point of a webhook that waits for its reply and the turn that makes it.
///
/// Exactly one of them wins: either the turn claims the ticket while the webhook still waits, and
/// then the webhook writes the reply; or the wait ends first, and the reply goes out by `send`.
/// Thread-safe.
class InlineTicket final : public InlineReply {
 public:
  /// Told for each claimed delivery whether it was written whole; and that it was not, after all,
  /// when it was lost later.
  using Outcome = std::function<void(const Delivery& delivery, bool whole)>;

  InlineTicket(MonotonicTime until, Outcome outcome)
      : until_(until), outcome_(std::move(outcome)) {}
  /// A claimed delivery that nobody reported counts as not written.
  ~InlineTicket() override;

  // The webhook's side.
  task<const Delivery*> wait() override;
  void written(bool whole) override;
  void lost() override;

  // The turn's side.
  /// True when the webhook waits and will take the reply; then `fulfil` or `release` must follow.
  bool claim();
  /// The claimed reply is durable: let the webhook write it.
  void fulfil(Delivery delivery);
  /// There is no inline reply: let the webhook go at once.
  void release();

 private:
  enum class State : int { open, claimed, closed };

  MonotonicTime until_;
  Outcome outcome_;
  std::atomic<State> state_{State::open};
  Event settled_;
  std::unique_ptr<Delivery> delivery_;
  std::atomic<bool> reported_{false};
};

}  // namespace yak::delivery
