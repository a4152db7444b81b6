// SPDX-License-Identifier: Apache-2.0
#include "base/async/deadline.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace yak::base {
namespace asio = boost::asio;

DeadlineAlarm::DeadlineAlarm(Clock& clock, Executor loop, MonotonicTime deadline,
                             asio::cancellation_slot caller)
    : caller_(caller) {
  alarm_ = clock.set_alarm(std::move(loop), deadline, [this] {
    if (caller_canceled_) return;
    passed_ = true;
    work_.emit(asio::cancellation_type::terminal);
  });
  if (!caller_.is_connected()) return;
  caller_.assign([this](asio::cancellation_type type) {
    caller_canceled_ = !passed_;
    work_.emit(type);
  });
}

DeadlineAlarm::~DeadlineAlarm() {
  if (caller_.is_connected()) caller_.clear();
}

bool is_cancellation(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& failure) {
    return failure.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

error deadline_passed(const std::string& what) {
  return error(ErrorKind::timeout, what + " did not end in time");
}

}  // namespace yak::base
