#pragma once

#include <boost/asio/cancellation_state.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "net/deadline_list.hpp"
#include "yak/http.hpp"

namespace yak::net {

/// A wait that can be ended from outside. Its coroutine finds out why when it resumes.
class Interruptible {
 public:
  virtual void interrupt() = 0;

 protected:
  Interruptible() = default;
  Interruptible(const Interruptible&) = default;
  Interruptible& operator=(const Interruptible&) = default;
  ~Interruptible() = default;
};

/// All deadlines of one request: it stands in one stage at a time, and the whole has an end too.
/// Ends the wait that the request is in. Belongs to the request's loop.
class RequestDeadline final : public DeadlineList::Entry {
 public:
  enum class Stage : std::uint8_t { connect, first_byte, stall };

  /// `peer` names the other side in messages; it and `spans` must outlive this. Starts the stage
  /// `connect`.
  RequestDeadline(DeadlineList& list, const HttpDeadlines& spans, const std::string& peer);

  /// From now on the request ends, too, when the coroutine with this state is cancelled. It must
  /// not reset its state as long as this lives.
  void heed(boost::asio::cancellation_state state) { state_ = state; }

  /// Begins the stage anew.
  void enter(Stage stage);
  /// Begins the stage `stall` anew, with a span of its own.
  void enter_stall(std::chrono::milliseconds span);
  /// Lets one of several attempts of this stage end early: `1 / attempts_left` of what remains.
  void share_among(std::size_t attempts_left);
  /// The wait to end; null: none.
  void watch(Interruptible* wait) { wait_ = wait; }

  /// Set once a deadline has passed (which, of whom) or the caller is cancelled.
  [[nodiscard]] std::optional<error> ended() const;
  /// The share of this attempt is used up, and only that.
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
