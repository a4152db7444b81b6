#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>

namespace yak::generation {

/// A loop beside the event loops, where instances are built, started and stopped: code of theirs
/// that blocks there keeps no message waiting. It lives as long as the event loops, because an
/// instance may have left something on it.
class BuildLoop {
 public:
  /// Starts its thread.
  BuildLoop();
  /// Joins it; what has not finished is destroyed.
  ~BuildLoop();
  BuildLoop(const BuildLoop&) = delete;
  BuildLoop& operator=(const BuildLoop&) = delete;

  [[nodiscard]] boost::asio::io_context& context() noexcept { return loop_->context; }
  /// Gives up a thread that does not come back, with everything on it, for good; goes on with a new
  /// one.
  void replace();

 private:
  struct Loop {
    Loop();
    boost::asio::io_context context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
    std::thread thread;
  };

  std::unique_ptr<Loop> loop_;
};

}  // namespace yak::generation
