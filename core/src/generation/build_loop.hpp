// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>

namespace yak::generation {

/// A separate event loop where instances are built, started and stopped, so that a plugin's
/// blocking code does not delay messages. It lives as long as the event loops, because instances
/// may have left work on it.
class BuildLoop {
 public:
  /// Starts its thread.
  BuildLoop();
  /// Joins the thread; unfinished work is destroyed.
  ~BuildLoop();
  BuildLoop(const BuildLoop&) = delete;
  BuildLoop& operator=(const BuildLoop&) = delete;

  [[nodiscard]] boost::asio::io_context& context() noexcept { return loop_->context; }
  /// Abandons a thread that is blocked, with all its work, and starts a new one.
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
