// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/cancellation_state.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "net/deadline_list.hpp"
#include "yak/http.hpp"

namespace yak::net {

/// A wait that can be interrupted from outside. The resumed coroutine must check the reason.
class Interruptible {
 public:
  virtual void interrupt() = 0;

 protected:
  Interruptible() = default;
  Interruptible(const Interruptible&) = default;
  Interruptible& operator=(const Interruptible&) = default;
  ~Interruptible() = default;
};

/// The deadlines of one request: one for the current stage and one for the whole request. When one
/// passes, interrupts the request's current wait. Use only on the request's loop.
class RequestDeadline final : public DeadlineList::Entry {
 public:
  enum class Stage : std::uint8_t { connect, first_byte, stall };

  /// `peer` names the server in error texts. `peer` and `spans` must outlive this. Starts the stage
  /// `connect`.
  RequestDeadline(DeadlineList& list, const HttpDeadlines& spans, const std::string& peer);

  /// From now on, the request also ends when the coroutine with this state is cancelled. The
  /// coroutine must not reset its cancellation state while this exists.
  void heed(boost::asio::cancellation_state state) { state_ = state; }

  /// Starts a stage, or restarts the current one.
  void enter(Stage stage);
  /// Starts or restarts the stage `stall` with the given span.
  void enter_stall(std::chrono::milliseconds span);
  /// Limits the next attempt within this stage to `1 / attempts_left` of the remaining time.
  void share_among(std::size_t attempts_left);
  /// Sets the wait to interrupt; null: none.
  void watch(Interruptible* wait) { wait_ = wait; }

  /// The error, once a deadline has passed or the caller was cancelled.
  [[nodiscard]] std::optional<error> ended() const;
  /// Whether the time of this attempt has passed, but no deadline of the request.
  [[nodiscard]] bool attempt_passed() const { return attempt_passed_; }
  [[nodiscard]] const std::string& peer() const { return peer_; }

  void on_deadline() override;

 private:
  using Clock = DeadlineList::Clock;
  enum class Passed : std::uint8_t { none, stage, total };

  void arm();
  [[nodiscard]] std::chrono::milliseconds span() const;
  [[nodiscard]] error passed() const;

  DeadlineList& list_;
  const HttpDeadlines& spans_;
  const std::string& peer_;
  boost::asio::cancellation_state state_;
  std::chrono::milliseconds stall_;
  Clock::time_point total_end_;
  Clock::time_point stage_end_;
  Clock::time_point attempt_end_ = Clock::time_point::max();
  Interruptible* wait_ = nullptr;
  Stage stage_ = Stage::connect;
  Passed passed_ = Passed::none;
  bool attempt_passed_ = false;
};

}  // namespace yak::net
