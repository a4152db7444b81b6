// SPDX-License-Identifier: Apache-2.0
#include "net/event_loops.hpp"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/signal_set.hpp>
#include <string>

#include "base/async/activity.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

thread_local std::size_t current_loop = EventLoops::kNone;

}  // namespace

void create_services(asio::io_context& context) {
  const asio::steady_timer timer(context);
  const asio::ip::tcp::socket socket(context);
  const asio::ip::tcp::acceptor acceptor(context);
  const asio::ip::tcp::resolver resolver(context);
  const asio::local::stream_protocol::socket local_socket(context);
  const asio::local::stream_protocol::acceptor local_acceptor(context);
  const asio::signal_set signals(context);
}

EventLoops::EventLoops(std::size_t count) {
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t i = 0; i < count; ++i) {
    loops_.push_back(std::make_unique<Loop>());
    create_services(loops_.back()->context);
  }
}

EventLoops::~EventLoops() { stop(); }

std::size_t EventLoops::current() noexcept { return current_loop; }

std::string EventLoops::thread_name(std::size_t index) {
  return "yak-loop-" + std::to_string(index);
}

void EventLoops::start() {
  running_ = true;
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    loops_[i]->thread = std::thread([this, i] {
      pthread_setname_np(pthread_self(), thread_name(i).c_str());
      current_loop = i;
      const base::WatchedThread watched(base::WatchedThread::Kind::event_loop);
      loops_[i]->context.run();
    });
  }
}

void EventLoops::stop() {
  for (const auto& loop : loops_) {
    loop->work.reset();
    loop->context.stop();
  }
  for (const auto& loop : loops_) {
    if (loop->thread.joinable()) loop->thread.join();
  }
  running_ = false;
}

}  // namespace yak::net
