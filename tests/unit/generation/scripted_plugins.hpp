// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "plugins/plugin.hpp"

namespace yak::testing {

/// What scripted instances do, and a record of what was done to them. Instances are named
/// `poll(old)`: their name, and the setting `url`. There is one script at a time. Thread-safe,
/// except for the public members, which a test sets before use.
class Script {
 public:
  static constexpr std::chrono::seconds kLimit{20};

  Script() { current_ = this; }
  ~Script() { current_ = nullptr; }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  static Script& get() { return *current_; }

  std::set<std::string> cannot_be_built;
  std::set<std::string> cannot_start;
  std::set<std::string> start_hangs;   ///< until it is cancelled
  std::set<std::string> start_blocks;  ///< its thread, until `unblock`
  std::set<std::string> stop_takes_long;
  std::set<std::string> receives_alone;
  std::set<std::string> throws;  ///< in `capabilities`, `credits` and `forget`

  void note(const std::string& event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
    changed_.notify_all();
  }
  /// Everything that was noted since the last call, in order.
  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }
  /// Waits until `event` was noted; false if that takes longer than kLimit.
  bool wait(const std::string& event) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kLimit, [&] { return std::ranges::count(events_, event) > 0; });
  }
  void block() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kLimit, [this] { return is_unblocked_; });
  }
  void unblock() {
    const std::lock_guard lock(mutex_);
    is_unblocked_ = true;
    changed_.notify_all();
  }

 private:
  static inline Script* current_ = nullptr;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> events_;
  bool is_unblocked_ = false;
};

/// What all scripted instances have in common.
class ScriptedInstance {
 public:
  ScriptedInstance(Context& context, const Settings& settings)
      : clock_(context.clock()), title_(title(context, settings)) {
    Script::get().note("build " + title_);
  }
  static std::string title(Context& context, const Settings& settings) {
    return context.instance() + "(" + (settings.has("url") ? settings.text("url") : "") + ")";
  }

 protected:
  task<result<void>> started() {
    Script& script = Script::get();
    script.note("start " + title_);
    if (script.start_hangs.contains(title_)) co_await clock_.sleep(std::chrono::hours(1));
    if (script.start_blocks.contains(title_)) script.block();
    if (script.cannot_start.contains(title_)) co_return error(ErrorKind::unavailable, "no line");
    co_return result<void>();
  }
  task<void> stopped() {
    const bool is_slow = Script::get().stop_takes_long.contains(title_);
    if (is_slow) co_await clock_.sleep(std::chrono::milliseconds(200));
    note("stop");
  }
  void may_throw() const {
    if (Script::get().throws.contains(title_)) throw std::runtime_error("a bug");
  }
  void note(const std::string& what) const { Script::get().note(what + " " + title_); }
  [[nodiscard]] const std::string& title() const { return title_; }

 private:
  Clock& clock_;
  std::string title_;
};

class ScriptedChannel final : public Channel, public ScriptedInstance {
 public:
  using ScriptedInstance::ScriptedInstance;
  task<result<void>> start() override { return started(); }
  [[nodiscard]] Capabilities capabilities() const override {
    may_throw();
    Capabilities can;
    can.receives_alone = Script::get().receives_alone.contains(title());
    return can;
  }
  task<SendOutcome> send(const Delivery& /*delivery*/) override { co_return SendOutcome::sent(""); }
  task<void> hand_over() override {
    note("hand over");
    co_return;
  }
  task<void> take_back() override {
    note("take back");
    co_return;
  }
  task<void> stop() override { return stopped(); }
};

class ScriptedProvider final : public Provider, public ScriptedInstance {
 public:
  using ScriptedInstance::ScriptedInstance;
  task<result<void>> start() override { return started(); }
  task<result<Completion>> complete(const CompletionRequest& /*request*/,
                                    DeltaSink& /*sink*/) override {
    co_return error(ErrorKind::unavailable, "it never answers");
  }
  task<result<std::vector<Model>>> models() override { co_return std::vector<Model>{}; }
  task<result<Credits>> credits() override {
    may_throw();
    co_return Credits{"$5 are left"};
  }
  task<void> stop() override { return stopped(); }
};

class ScriptedMiddleware final : public Middleware, public ScriptedInstance {
 public:
  using ScriptedInstance::ScriptedInstance;
  task<result<void>> start() override { return started(); }
  task<result<void>> handle(Turn& turn, Next& next) override { return next(turn); }
  std::shared_ptr<void> forget(const Person& /*person*/) override {
    may_throw();
    return nullptr;
  }
  task<void> stop() override { return stopped(); }
};

template <class Kind, class Instance>
result<std::unique_ptr<Kind>> make_scripted(Context& context, const Settings& settings) {
  if (Script::get().cannot_be_built.contains(ScriptedInstance::title(context, settings))) {
    return error(ErrorKind::invalid, "it cannot be built");
  }
  return std::unique_ptr<Kind>(std::make_unique<Instance>(context, settings));
}

/// For PlanMaker.
inline void fill_with_scripted(plugins::Plugin& plugin) {
  plugin.channel->factory = [](auto& context, Settings settings) {
    return make_scripted<Channel, ScriptedChannel>(context, settings);
  };
  plugin.provider->factory = [](auto& context, Settings settings) {
    return make_scripted<Provider, ScriptedProvider>(context, settings);
  };
  plugin.middleware->factory = [](MiddlewareContext& context, Settings settings) {
    return make_scripted<Middleware, ScriptedMiddleware>(context, settings);
  };
}

}  // namespace yak::testing
