// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <map>
#include <mutex>

#include "base/clock.hpp"
#include "conversation/lanes/lanes.hpp"
#include "delivery/inline/inline_reply_flow.hpp"
#include "delivery/observer/delivery_reporter.hpp"
#include "unit/conversation/turns/function_end.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/fake_channel.hpp"
#include "yak/testing/fake_store.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::conversation {
namespace {

/// Answers with the message's own text, on the conversation's event loop.
class Echo final : public Middleware {
 public:
  task<result<void>> handle(Turn& turn, Next& /*next*/) override {
    co_await yield_now();
    turn.reply.add(turn.message.text);
    turn.result = TurnResult::answered;
    co_return result<void>();
  }
};

class Directory final : public delivery::ChannelDirectory, public ChainSource {
 public:
  Directory(Channel& channel, const Clock& clock) : channel_(channel) {
    Pipeline::Layer only;
    only.name = "echo";
    only.middleware = &echo_;
    pipeline_ = std::make_shared<Pipeline>(std::vector<Pipeline::Layer>{only},
                                           testing::FunctionEnd::nothing(), clock, log_,
                                           AllowList({{"fake", "fake", {"*"}, {}}}, {}));
  }
  [[nodiscard]] std::vector<std::string> names() const override { return {"fake"}; }
  [[nodiscard]] std::optional<delivery::ChannelLease> lease(
      const std::string& /*instance*/) const override {
    delivery::ChannelLease lease;
    lease.channel = &channel_;
    return lease;
  }
  [[nodiscard]] std::shared_ptr<const Pipeline> chain() const override { return pipeline_; }

 private:
  Channel& channel_;
  Echo echo_;
  testing::RecordingLog log_;
  std::shared_ptr<Pipeline> pipeline_;
};

constexpr int kPeers = 20;
constexpr int kMessages = 25;

/// The deliveries sent when all peers send the numbers from 0 up at the same time.
std::vector<Delivery> answers(const LaneOptions& options) {
  testing::FakeStore store;
  base::SystemClock clock;
  base::SystemRandom random;
  testing::RecordingLog log;
  testing::CountingMetrics metrics;
  testing::FakeChannel channel(clock);
  Directory directory(channel, clock);
  delivery::Backlog backlog(100'000);
  net::EventLoops loops(3);
  delivery::DeliveryReporter reporter({clock, log, metrics});
  delivery::Outbox outbox({loops, store, store, directory, clock, random, backlog, reporter},
                          delivery::RetryPolicy());
  delivery::InlineReplyFlow inline_replies({loops, store, outbox, clock, reporter});
  AdmissionControl admission(
      {store, clock, random, log, metrics, [] { return std::vector<ChannelInfo>(); }});
  TurnRunner runner({store, outbox, inline_replies, directory, directory, admission, backlog, clock,
                     log, metrics, random});
  Lanes lanes({loops, runner, outbox, backlog, clock, metrics}, options);
  delivery::Gate gate;
  delivery::InboxService inbox({store, store, outbox, inline_replies, reporter, backlog, gate,
                                lanes, clock, random, log, metrics});
  loops.start();

  auto feed = [&inbox](int peer) -> task<void> {
    for (int i = 0; i < kMessages; ++i) {
      Message message;
      message.channel = "fake";
      message.external_id = std::to_string(peer) + "-" + std::to_string(i);
      message.peer = "+" + std::to_string(peer);
      message.sender = message.peer;
      message.text = std::to_string(i);
      const auto accepted = co_await inbox.accept(std::move(message), {});
      if (!accepted) throw std::runtime_error(accepted.error().message);
    }
  };
  std::vector<std::future<void>> feeders;
  for (int peer = 0; peer < kPeers; ++peer) {
    const auto loop = static_cast<std::size_t>(peer) % loops.size();
    feeders.push_back(boost::asio::co_spawn(loops.loop(loop), feed(peer), boost::asio::use_future));
  }
  for (auto& feeder : feeders) feeder.get();
  EXPECT_TRUE(testing::eventually([&] { return backlog.size() == 0; }, std::chrono::seconds(20)));
  loops.stop();
  return channel.sent();
}

TEST(LanesOnThreads, EveryMessageIsAnsweredOnceAndInOrderPerConversation) {
  LaneOptions options;
  options.backlog = 1000;
  const std::vector<Delivery> sent = answers(options);
  ASSERT_EQ(sent.size(), static_cast<std::size_t>(kPeers * kMessages));
  std::map<std::string, int> next;
  for (const Delivery& delivery : sent) {
    EXPECT_EQ(delivery.content.text, std::to_string(next[delivery.peer]++));
  }
}

TEST(LanesOnThreads, JoinedMessagesAreAnsweredOnceAndInOrderToo) {
  LaneOptions options;
  options.backlog = 2;
  options.overflow = OverflowRule::coalesce;
  options.collect = std::chrono::milliseconds(1);
  std::string all;
  for (int i = 0; i < kMessages; ++i) all += std::to_string(i) + "\n";
  std::map<std::string, std::string> read;
  for (const Delivery& delivery : answers(options)) {
    read[delivery.peer] += delivery.content.text + "\n";
  }
  EXPECT_EQ(read.size(), static_cast<std::size_t>(kPeers));
  for (const auto& [peer, lines] : read) EXPECT_EQ(lines, all) << peer;
}

}  // namespace
}  // namespace yak::conversation
