// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "net/deadline_list.hpp"

namespace yak::net {

/// Creates in `context` every Asio service that plugins may use. A service that a plugin creates
/// first would run code of the plugin's library.
void create_services(boost::asio::io_context& context);

/// The event loops, with one thread each. A task stays on the loop it was started on, so the state
/// of one loop needs no lock.
class EventLoops {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  /// `count` 0 means one loop per core.
  explicit EventLoops(std::size_t count);
  ~EventLoops();
  EventLoops(const EventLoops&) = delete;
  EventLoops& operator=(const EventLoops&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return loops_.size(); }
  [[nodiscard]] boost::asio::io_context& loop(std::size_t index) { return loops_[index]->context; }
  /// Use the result only on loop `index`.
  [[nodiscard]] DeadlineList& deadlines(std::size_t index) { return loops_[index]->deadlines; }

  /// The index of the loop that the calling thread runs, or kNone.
  [[nodiscard]] static std::size_t current() noexcept;

  /// The name of the loop's thread, as the operating system shows it.
  [[nodiscard]] static std::string thread_name(std::size_t index);

  /// Starts the threads, which run until `stop`.
  void start();
  [[nodiscard]] bool running() const noexcept { return running_; }
  /// Stops the loops, abandons queued work and joins the threads. Idempotent. Must not be called
  /// from a loop's thread.
  void stop();

 private:
  struct Loop {
    Loop() : context(1), deadlines(context), work(context.get_executor()) {}

    boost::asio::io_context context;
    DeadlineList deadlines;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
    std::thread thread;
  };

  std::vector<std::unique_ptr<Loop>> loops_;
  std::atomic<bool> running_{false};
};

}  // namespace yak::net
