// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yak/context/channel_context.hpp"
#include "yak/context/middleware_context.hpp"
#include "yak/context/provider_context.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/fake_admission.hpp"
#include "yak/testing/fake_commands.hpp"
#include "yak/testing/fake_conversations.hpp"
#include "yak/testing/fake_daemon.hpp"
#include "yak/testing/fake_inbox.hpp"
#include "yak/testing/fake_models.hpp"
#include "yak/testing/fake_people.hpp"
#include "yak/testing/fake_routes.hpp"
#include "yak/testing/fake_store.hpp"
#include "yak/testing/fixed_random.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/scripted_http.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::testing {

/// A context of every kind, made of fakes: `context.http().reply(200, "{}")`. Runs on the test's
/// thread, on its own loop, which `run`, `settle` and `advance` drive.
///
/// Create it before the object under test. If that object spawned work, call `stop` before
/// destroying the object.
class FakeContext final : public ChannelContext, public ProviderContext, public MiddlewareContext {
 public:
  explicit FakeContext(std::string instance = "test");
  ~FakeContext() override;

  [[nodiscard]] const std::string& instance() const override { return instance_; }
  [[nodiscard]] Executor executor() override { return loop_.executor(); }
  [[nodiscard]] FakeRoutes& routes() override { return routes_; }
  [[nodiscard]] FakeRoutes& admin_routes() override { return admin_routes_; }
  [[nodiscard]] const std::string& public_url() const override { return public_url_; }
  [[nodiscard]] ScriptedHttp& http() override { return http_; }
  [[nodiscard]] FakeInbox& inbox() override { return inbox_; }
  [[nodiscard]] KeyValue& kv() override { return *keys_; }
  [[nodiscard]] History& history() override { return store_; }
  [[nodiscard]] UsageRecords& usage() override { return store_; }
  [[nodiscard]] RecordingLog& log() override { return log_; }
  [[nodiscard]] CountingMetrics& metrics() override { return metrics_; }
  [[nodiscard]] ManualClock& clock() override { return clock_; }
  [[nodiscard]] FixedRandom& random() override { return random_; }
  [[nodiscard]] FakeModels& models() override { return models_; }
  [[nodiscard]] FakeConversations& conversations() override { return conversations_; }
  [[nodiscard]] FakeDaemon& daemon() override { return daemon_; }
  [[nodiscard]] Admission& admission() override { return *admission_; }
  [[nodiscard]] FakePeople& people() override { return people_; }
  [[nodiscard]] const std::vector<std::string>& allow_from() const override { return allow_from_; }
  /// Work that ends unexpectedly restarts when its pause has passed on `clock()`.
  void spawn(std::string name, std::function<task<void>()> factory,
             Restart restart = Restart::always) override;
  [[nodiscard]] bool stopping() const noexcept override { return stopping_; }

  void set_public_url(std::string url) { public_url_ = std::move(url); }
  void set_allow_from(std::vector<std::string> addresses) { allow_from_ = std::move(addresses); }

  /// The registry for factories of middleware with commands.
  [[nodiscard]] FakeCommands& commands() noexcept { return commands_; }
  /// The store behind `kv`, `history`, `usage` and `people`.
  [[nodiscard]] FakeStore& store() noexcept { return store_; }
  [[nodiscard]] FakeAdmission& fake_admission() noexcept { return fake_admission_; }
  /// Replaces the fake. `admission` must outlive the instance.
  void set_admission(Admission& admission) { admission_ = &admission; }

  [[nodiscard]] TestLoop& loop() noexcept { return loop_; }
  /// Runs a task to completion on this context's loop.
  template <class T>
  T run(task<T> work) {
    return loop_.run(std::move(work));
  }
  /// As `run`. Whenever all work waits for time, moves the clock to the next sleeper.
  template <class T>
  T run_through_time(task<T> work) {
    return loop_.run(std::move(work), clock_);
  }
  template <class T>
  Running<T> start(task<T> work) {
    return loop_.start(std::move(work));
  }
  void settle() { loop_.settle(); }
  void advance(std::chrono::milliseconds span) { loop_.advance(clock_, span); }

  /// Names of spawned work that has not ended, including work that waits for its restart.
  [[nodiscard]] std::vector<std::string> spawned() const;
  /// Names of spawned work that keeps failing; the core would show the instance as degraded.
  /// Unexpected ends are logged to `log()` as errors.
  [[nodiscard]] std::vector<std::string> degraded() const;
  /// Cancels and awaits spawned work, as the core does when an instance stops.
  void stop();

 private:
  struct Spawned {
    std::string name;
    std::function<task<void>()> factory;
    RestartPolicy policy;
    std::optional<Running<void>> running;
  };

  task<void> run_again_and_again(Spawned& spawned);

  std::string instance_;
  std::string public_url_ = "https://bot.example.com";
  std::vector<std::string> allow_from_;
  std::atomic<bool> stopping_ = false;
  ManualClock clock_;
  FixedRandom random_;
  RecordingLog log_;
  CountingMetrics metrics_;
  FakeRoutes routes_;
  FakeRoutes admin_routes_;
  ScriptedHttp http_{clock_};
  FakeInbox inbox_;
  FakeStore store_;
  std::unique_ptr<KeyValue> keys_;
  FakeCommands commands_;
  FakeModels models_;
  FakeConversations conversations_;
  FakeDaemon daemon_;
  FakeAdmission fake_admission_;
  Admission* admission_ = &fake_admission_;
  FakePeople people_{store_};
  std::list<Spawned> spawned_;
  // Last, so that remaining coroutines are destroyed before the services.
  TestLoop loop_;
};

}  // namespace yak::testing
