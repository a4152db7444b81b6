// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/request_deadline.hpp"

#include <algorithm>

namespace yak::net {
namespace {

// Upper bound of a span, so that `now + span` does not overflow.
constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 365);

DeadlineList::Clock::time_point end_of(std::chrono::milliseconds span) {
  return DeadlineList::Clock::now() + std::min(span, kLongest);
}

std::string describe(std::chrono::milliseconds span) {
  return std::to_string(span.count()) + " ms";
}

}  // namespace

RequestDeadline::RequestDeadline(DeadlineList& list, const HttpDeadlines& spans,
                                 const std::string& peer)
    : list_(list),
      spans_(spans),
      peer_(peer),
      stall_(spans.stall),
      total_end_(end_of(spans.total)) {
  enter(Stage::connect);
}

std::chrono::milliseconds RequestDeadline::span() const {
  switch (stage_) {
    case Stage::connect: return spans_.connect;
    case Stage::first_byte: return spans_.first_byte;
    case Stage::stall: return stall_;
  }
  return spans_.total;
}

void RequestDeadline::enter(Stage stage) {
  stage_ = stage;
  stage_end_ = end_of(span());
  attempt_end_ = Clock::time_point::max();
  attempt_passed_ = false;
  arm();
}

void RequestDeadline::enter_stall(std::chrono::milliseconds span) {
  stall_ = span;
  enter(Stage::stall);
}

void RequestDeadline::share_among(std::size_t attempts_left) {
  const auto now = Clock::now();
  attempt_passed_ = false;
  attempt_end_ = Clock::time_point::max();
  if (attempts_left > 1) {
    const auto left = std::max(std::min(stage_end_, total_end_) - now, Clock::duration::zero());
    attempt_end_ = now + left / static_cast<std::int64_t>(attempts_left);
  }
  arm();
}

void RequestDeadline::arm() { list_.set(*this, std::min({total_end_, stage_end_, attempt_end_})); }

void RequestDeadline::on_deadline() {
  const auto now = Clock::now();
  if (now >= total_end_) {
    passed_ = Passed::total;
  } else if (now >= stage_end_) {
    passed_ = Passed::stage;
  } else {
    attempt_passed_ = true;
    attempt_end_ = Clock::time_point::max();
    arm();
  }
  if (wait_ != nullptr) wait_->interrupt();
}

std::optional<error> RequestDeadline::ended() const {
  if (passed_ != Passed::none) return passed();
  if (state_.cancelled() == boost::asio::cancellation_type::none) return std::nullopt;
  return error(ErrorKind::canceled, "request to " + peer_ + " was canceled");
}

error RequestDeadline::passed() const {
  if (passed_ == Passed::total) {
    return error(ErrorKind::timeout, "request to " + peer_ +
                                         " took longer than its total deadline of " +
                                         describe(spans_.total));
  }
  switch (stage_) {
    case Stage::connect:
      return error(ErrorKind::timeout, "no connection to " + peer_ +
                                           " within the connect deadline of " +
                                           describe(spans_.connect));
    case Stage::first_byte:
      return error(ErrorKind::timeout, peer_ + " sent no first byte within the deadline of " +
                                           describe(spans_.first_byte));
    case Stage::stall: break;
  }
  return error(ErrorKind::timeout, "transfer with " + peer_ + " stalled for " + describe(stall_));
}

}  // namespace yak::net
