#include "net/client_wait.hpp"

namespace yak::net {

task<result<void>> Signal::wait(RequestDeadline& deadline) {
  while (!notified_) {
    auto woken = timer_.async_wait(kQuiet);
    auto ended = co_await await_unless_ended(woken, *this, deadline);
    if (!ended) co_return ended.error();
  }
  co_return result<void>();
}

}  // namespace yak::net
