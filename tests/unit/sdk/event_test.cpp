#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>

#include "yak/event.hpp"

namespace yak {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

task<void> wait_then_count(std::shared_ptr<Event> event, int& count) {
  co_await event->wait();
  ++count;
}

task<void> wait_limited(std::shared_ptr<Event> event, std::chrono::milliseconds limit,
                        int& outcome) {
  const bool in_time = co_await event->wait_for(limit);
  outcome = in_time ? 1 : 0;
}

TEST(Event, WakesTheWaiterFromAnotherThread) {
  asio::io_context loop;
  const auto event = std::make_shared<Event>();
  int count = 0;
  asio::co_spawn(loop, wait_then_count(event, count), asio::detached);
  std::thread setter([event] { event->set(); });
  loop.run();
  setter.join();
  EXPECT_EQ(count, 1);
}

TEST(Event, DoesNotWaitWhenAlreadySet) {
  asio::io_context loop;
  const auto event = std::make_shared<Event>();
  event->set();
  event->set();
  int count = 0;
  asio::co_spawn(loop, wait_then_count(event, count), asio::detached);
  loop.run();
  EXPECT_EQ(count, 1);
}

TEST(Event, WaitForEndsEarlyWhenSet) {
  asio::io_context loop;
  const auto event = std::make_shared<Event>();
  int outcome = -1;
  asio::co_spawn(loop, wait_limited(event, 60s, outcome), asio::detached);
  std::thread setter([event] { event->set(); });
  loop.run();
  setter.join();
  EXPECT_EQ(outcome, 1);
}

TEST(Event, WaitForGivesUpAtItsLimit) {
  asio::io_context loop;
  int outcome = -1;
  asio::co_spawn(loop, wait_limited(std::make_shared<Event>(), 5ms, outcome), asio::detached);
  loop.run();
  EXPECT_EQ(outcome, 0);
}

}  // namespace
}  // namespace yak
