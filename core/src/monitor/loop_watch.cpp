// SPDX-License-Identifier: Apache-2.0
#include "monitor/loop_watch.hpp"

#include <pthread.h>

namespace yak::monitor {
namespace {

constexpr std::chrono::milliseconds kLoopLookInterval{500};

std::string plugin_of(const base::LoopBlock& block) {
  return block.activity.instance == nullptr ? "core" : block.activity.instance->plugin;
}

void warn(Logger& log, const char* what, const base::LoopBlock& block) {
  const base::Activity& activity = block.activity;
  log.warn(what, {{"plugin", plugin_of(block)},
                  {"instance", activity.instance == nullptr ? "" : activity.instance->instance},
                  {"layer", activity.layer == nullptr ? "" : activity.layer},
                  {"message", activity.message},
                  {"thread", block.thread},
                  {"seconds", std::chrono::duration<double>(block.took).count()}});
}

}  // namespace

LoopWatch::LoopWatch(Logger& log, Metrics& metrics) : log_(log), metrics_(metrics) {
  blocked_seconds(metrics_, "core");
}

Counter& LoopWatch::blocked_seconds(Metrics& metrics, const std::string& plugin) {
  return metrics.counter("yak_loop_blocked_seconds_total",
                         "Time that a plugin's code blocked an event loop; only blocks of a "
                         "second or longer count",
                         {{"plugin", plugin}});
}

LoopWatch::~LoopWatch() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void LoopWatch::start() {
  thread_ = std::thread([this] { run(); });
}

void LoopWatch::run() {
  pthread_setname_np(pthread_self(), "yak-watch");
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kLoopLookInterval, [this] { return is_stopping_; })) {
    // This order matters: a block that ends between the two calls is reported by the next look.
    const auto present = base::present_blocks();
    look(present, base::take_ended_blocks());
  }
}

bool LoopWatch::count(const base::LoopBlock& block) {
  const auto [known, is_new] = known_.try_emplace(block.thread, Known{block.since, {}});
  const bool is_another = is_new || known->second.since != block.since;
  if (is_another) known->second = {block.since, {}};
  const auto more = block.took - known->second.counted;
  known->second.counted = block.took;
  if (more.count() > 0) {
    blocked_seconds(metrics_, plugin_of(block)).add(std::chrono::duration<double>(more).count());
  }
  return is_another;
}

void LoopWatch::look(const std::vector<base::LoopBlock>& present,
                     const std::vector<base::LoopBlock>& ended) {
  for (const base::LoopBlock& block : ended) {
    const bool is_new = count(block);
    known_.erase(block.thread);
    warn(log_, is_new ? "an event loop was blocked" : "an event loop is no longer blocked", block);
  }
  for (const base::LoopBlock& block : present) {
    if (count(block)) warn(log_, "an event loop is blocked", block);
  }
}

}  // namespace yak::monitor
