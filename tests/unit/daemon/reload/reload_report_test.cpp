// SPDX-License-Identifier: Apache-2.0
#include "daemon/reload/reload_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yak::daemon {
namespace {

using generation::InstanceFate;
using generation::SettingFate;
using ::testing::ElementsAre;

generation::PlanDiff diff() {
  generation::PlanDiff diff;
  diff.settings = {{"log.level", SettingFate::applied, ""},
                   {"server.threads", SettingFate::needs_restart, ""},
                   {"store", SettingFate::needs_restart, "plugin disk 1.0.0 → tape 1.0.0"}};
  diff.instances = {
      {"provider model", "providers.model", InstanceFate::carried_over, "", {}},
      {"channel phone", "channels.phone", InstanceFate::built_anew, "changed: token", {}},
      {"channel poll", "channels.poll", InstanceFate::handed_over, "changed: url", {}},
      {"channel old", "channels.old", InstanceFate::retired, "removed", {}}};
  return diff;
}

TEST(ReloadReport, HasTheOutcomeOfEveryKeyOfTheDiff) {
  std::vector<std::string> lines;
  for (const ReloadedKey& key : reloaded_keys(diff())) {
    lines.push_back(key.key + " " + std::string(to_string(key.outcome)) + " (" + key.why + ")");
  }
  EXPECT_THAT(
      lines,
      ElementsAre("log.level applied ()", "server.threads rejected (restart Yak to apply it)",
                  "store rejected (plugin disk 1.0.0 → tape 1.0.0: restart Yak to apply it)",
                  "providers.model carried ()", "channels.phone applied (changed: token)",
                  "channels.poll applied (changed: url)", "channels.old applied (removed)"));
}

TEST(ReloadReport, IsASentenceAndALineForEveryRejectedKey) {
  ReloadReport report;
  report.applied = true;
  report.generation = 3;
  report.keys = reloaded_keys(diff());
  EXPECT_EQ(sentence_of(report),
            "Generation 3 serves now: 4 changes applied, 1 instance carried over.\n"
            "server.threads: restart Yak to apply it\n"
            "store: plugin disk 1.0.0 → tape 1.0.0: restart Yak to apply it");
}

TEST(ReloadReport, IsASentenceAndALineForEveryProblem) {
  ReloadReport report;
  report.generation = 2;
  report.problems = {{{3, 5}, "server.listen", "cannot bind", "yak.yaml"}};
  EXPECT_EQ(sentence_of(report),
            "The configuration was not applied; generation 2 still serves.\n"
            "yak.yaml:3:5: server.listen: cannot bind");
}

}  // namespace
}  // namespace yak::daemon
