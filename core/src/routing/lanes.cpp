#include "routing/lanes.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace yak::routing {
namespace asio = boost::asio;
using namespace std::chrono_literals;
using delivery::InlineTicket;
namespace {

/// A quick answer needs no sign of life; a sign lasts up to 25 s on WhatsApp (Twilio, "Typing
/// indicators"), so it is renewed a little earlier.
constexpr auto kTypingAfter = 1s;
constexpr auto kTypingEvery = 20s;
constexpr auto kTypingSweep = 500ms;

constexpr const char* kOverflowWords =
    "Too many of your messages are waiting for an answer, so this one was not taken. Please wait "
    "for the answers, or send /stop to drop what is waiting.";

}  // namespace

Lanes::Lanes(net::EventLoops& loops, TurnRunner& runner, delivery::Outbox& outbox, Clock& clock,
             Metrics& metrics, std::size_t backlog)
    : loops_(loops),
      runner_(runner),
      outbox_(outbox),
      clock_(clock),
      overflows_(metrics.counter("yak_lane_overflow_total",
                                 "Messages ended because their conversation's lane was full")),
      backlog_(backlog),
      shards_(loops.size()) {}

Lanes::~Lanes() = default;

std::size_t Lanes::home_of(const ConversationKey& key) const { return outbox_.loop_of(key); }

void Lanes::dispatch(Message message, std::shared_ptr<InlineTicket> ticket) {
  // It is in the journal; in memory it would only take room from here on.
  message.payload = std::string();
  const std::size_t home = home_of(message.conversation());
  Work work{std::move(message), std::move(ticket)};
  if (net::EventLoops::current() == home) {
    dispatch_here(home, std::move(work));
    return;
  }
  asio::post(loops_.loop(home), [this, home, work = std::move(work)]() mutable {
    dispatch_here(home, std::move(work));
  });
}

void Lanes::dispatch_here(std::size_t home, Work work) {
  if (draining_) {
    if (work.ticket) work.ticket->release();
    return;
  }
  if (runner_.passes_queue(work.message)) {
    asio::co_spawn(loops_.loop(home), run_turn(home, std::move(work), nullptr), asio::detached);
    return;
  }
  const ConversationKey key = work.message.conversation();
  const auto [found, is_new] = shards_[home].lanes.try_emplace(key);
  Lane& lane = found->second;
  if (lane.waiting.size() >= backlog_) {
    overflow(home, lane, std::move(work));
    return;
  }
  lane.waiting.push_back(std::move(work));
  if (is_new) asio::co_spawn(loops_.loop(home), run_lane(home, key), asio::detached);
}

void Lanes::overflow(std::size_t home, Lane& lane, Work work) {
  overflows_.add();
  const std::string words = lane.told_overflow ? "" : kOverflowWords;
  lane.told_overflow = true;
  asio::co_spawn(loops_.loop(home),
                 runner_.drop(std::move(work.message), std::move(work.ticket), words),
                 asio::detached);
}

task<void> Lanes::run_lane(std::size_t home, ConversationKey key) {
  auto& lanes = shards_[home].lanes;
  // Stable while others come and go: an unordered_map keeps its elements in place.
  Lane& lane = lanes.find(key)->second;
  while (!lane.waiting.empty() && !draining_) {
    Work work = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    lane.told_overflow = lane.told_overflow && lane.waiting.size() + 1 >= backlog_;
    co_await run_turn(home, std::move(work), &lane);
  }
  for (const Work& work : lane.waiting) {
    if (work.ticket) work.ticket->release();
  }
  lanes.erase(key);
}

task<void> Lanes::run_turn(std::size_t home, Work work, Lane* lane) {
  TurnControl control;
  shards_[home].turns.push_back(control);
  if (lane != nullptr) lane->running = &control;
  ++running_;
  co_await runner_.run(std::move(work.message), std::move(work.ticket), control);
  --running_;
  if (lane != nullptr) lane->running = nullptr;
}

task<std::size_t> Lanes::stop(ConversationKey conversation) {
  const std::size_t home = home_of(conversation);
  if (net::EventLoops::current() == home) co_return co_await stop_here(home, conversation);
  co_return co_await asio::co_spawn(loops_.loop(home), stop_here(home, conversation),
                                    asio::use_awaitable);
}

task<std::size_t> Lanes::stop_here(std::size_t home, ConversationKey key) {
  const auto found = shards_[home].lanes.find(key);
  if (found == shards_[home].lanes.end()) co_return 0;
  std::deque<Work> dropped;
  dropped.swap(found->second.waiting);
  std::size_t ended = dropped.size();
  if (found->second.running != nullptr && !found->second.running->stopped) {
    found->second.running->stop();
    ++ended;
  }
  for (Work& work : dropped) {
    co_await runner_.drop(std::move(work.message), std::move(work.ticket), "");
  }
  co_return ended;
}

task<std::size_t> Lanes::backlog(ConversationKey conversation) {
  const std::size_t home = home_of(conversation);
  if (net::EventLoops::current() == home) co_return co_await count_here(home, conversation);
  co_return co_await asio::co_spawn(loops_.loop(home), count_here(home, conversation),
                                    asio::use_awaitable);
}

task<std::size_t> Lanes::count_here(std::size_t home, ConversationKey key) {
  const auto found = shards_[home].lanes.find(key);
  if (found == shards_[home].lanes.end()) co_return 0;
  co_return found->second.waiting.size() + (found->second.running != nullptr ? 1U : 0U);
}

void Lanes::start() {
  for (std::size_t home = 0; home < shards_.size(); ++home) {
    asio::co_spawn(loops_.loop(home), show_typing(home), asio::detached);
  }
}

task<void> Lanes::show_typing(std::size_t home) {
  while (!draining_) {
    co_await clock_.sleep(kTypingSweep);
    const MonotonicTime now = clock_.monotonic();
    for (TurnControl& turn : shards_[home].turns) {
      if (turn.message == nullptr || now - turn.began < kTypingAfter) continue;
      if (turn.typing_shown != MonotonicTime{} && now - turn.typing_shown < kTypingEvery) continue;
      turn.typing_shown = now;
      asio::co_spawn(loops_.loop(home), runner_.show_typing(*turn.message), asio::detached);
    }
  }
}

void Lanes::begin_drain() { draining_ = true; }

void Lanes::abandon() {
  for (std::size_t home = 0; home < shards_.size(); ++home) {
    asio::post(loops_.loop(home), [this, home] {
      auto& turns = shards_[home].turns;
      for (auto next = turns.begin(); next != turns.end();) {
        TurnControl& turn = *next++;
        turn.abandon();
      }
    });
  }
}

}  // namespace yak::routing
