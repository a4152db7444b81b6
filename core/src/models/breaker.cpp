// SPDX-License-Identifier: Apache-2.0
#include "models/breaker.hpp"

namespace yak::models {

std::optional<Breaker::Pass> Breaker::admit(MonotonicTime now) {
  if (state_ == State::closed) return Pass::normal;
  if (state_ == State::half_open || now < open_until_) return std::nullopt;
  state_ = State::half_open;
  return Pass::probe;
}

void Breaker::succeeded(Pass pass) {
  // The call was admitted before the breaker opened, so its success says nothing about the present.
  if (state_ != State::closed && pass != Pass::probe) return;
  state_ = State::closed;
  failures_ = 0;
}

bool Breaker::failed(Pass pass, MonotonicTime now) {
  if (pass == Pass::probe) {
    open(now + options_.open_for);
    return true;
  }
  if (state_ != State::closed || options_.failures <= 0) return false;
  if (++failures_ < options_.failures) return false;
  open(now + options_.open_for);
  return true;
}

void Breaker::abandoned(Pass pass) {
  // The next call may probe at once.
  if (pass == Pass::probe) state_ = State::open;
}

void Breaker::open(MonotonicTime until) {
  state_ = State::open;
  failures_ = 0;
  open_until_ = until;
}

}  // namespace yak::models
