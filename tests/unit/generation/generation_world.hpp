// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "generation/current_generation.hpp"
#include "generation/timed_build.hpp"
#include "unit/generation/plan_maker.hpp"
#include "unit/generation/scripted_plugins.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/fake_admission.hpp"
#include "yak/testing/fake_conversations.hpp"
#include "yak/testing/fake_daemon.hpp"
#include "yak/testing/fake_inbox.hpp"
#include "yak/testing/fake_models.hpp"
#include "yak/testing/fake_people.hpp"
#include "yak/testing/fake_store.hpp"
#include "yak/testing/fixed_random.hpp"
#include "yak/testing/recording_log.hpp"

namespace yak::testing {

/// Builds, publishes and retires generations of scripted instances, on real loops and without a
/// process, files or sockets.
class GenerationWorld {
 public:
  GenerationWorld() { loops.start(); }
  ~GenerationWorld() {
    if (!is_over) end(Script::kLimit);
    http->close();
    loops.stop();
  }
  GenerationWorld(const GenerationWorld&) = delete;
  GenerationWorld& operator=(const GenerationWorld&) = delete;

  /// Builds the generation that follows the current one.
  generation::BuildOutcome build(const std::string& yaml, std::stop_token stopping = {}) {
    const auto plan = std::make_shared<const generation::Plan>(maker.plan(yaml));
    if (!current.get()) start_settings = generation::StartSettings::of(*plan);
    return generation::timed_build(build_loop, retirer,
                                   {[plan](config::Problems& /*problems*/) { return plan; },
                                    nullptr,
                                    core(),
                                    start_settings,
                                    current.get(),
                                    Script::kLimit,
                                    std::move(stopping),
                                    {}});
  }
  /// Makes a built generation the current one.
  void publish(generation::BuildOutcome outcome) {
    current.set(retirer.share(std::move(outcome.generation)));
  }

  /// Retires the current generation, and waits for all to end; false after `limit`. The last call.
  bool end(std::chrono::milliseconds limit) {
    is_over = true;
    current.set(nullptr);
    return retirer.end_all(limit);
  }

  generation::InstanceDependencies core() {
    return {.loops = loops,
            .http = http,
            .inbox = inbox,
            .store = store,
            .log_sink = log_sink,
            .log = log,
            .metrics = metrics,
            .clock = clock,
            .random = random,
            .conversations = conversations,
            .daemon = daemon,
            .admission = admission,
            .people = people,
            .models = models,
            .choices = choices,
            .routes = routes,
            .public_url = ""};
  }

  class NoRoutes final : public generation::CoreRoutes {
    result<void> add_to(generation::GenerationRoutes& /*routes*/,
                        generation::AdminAccess /*access*/) override {
      return {};
    }
  };

  bool is_over = false;
  Script script;
  PlanMaker maker{&fill_with_scripted};
  base::SystemClock clock;
  FakeStore store;
  observe::LogSink log_sink{clock, LogLevel::off, observe::LogFormat::text};
  RecordingLog log;
  CountingMetrics metrics;
  FixedRandom random;
  FakeInbox inbox;
  FakeConversations conversations;
  FakeDaemon daemon;
  FakeAdmission admission;
  FakePeople people{store};
  FakeModels models;
  std::unique_ptr<KeyValue> choice_keys = store.kv(models::ModelChoices::kSpace);
  models::ModelChoices choices{*choice_keys};
  NoRoutes routes;
  generation::StartSettings start_settings;
  generation::CurrentGeneration current;
  net::EventLoops loops{1};
  std::shared_ptr<net::HttpClientPool> http =
      std::make_shared<net::HttpClientPool>(loops, net::HttpClientOptions(), log, metrics);
  generation::BuildLoop build_loop;
  generation::GenerationRetirer retirer{build_loop, clock, log_sink, log, metrics};
};

}  // namespace yak::testing
