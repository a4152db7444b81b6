// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/plan_diff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/generation/plan_maker.hpp"

namespace yak::generation {
namespace {

using Lines = std::vector<std::string>;
using testing::edited;
using testing::PlanMaker;

const std::string kDiffYaml = R"(
server: {listen: "127.0.0.1:8080", threads: 2, public_url: https://bot.example.com}
data_dir: /var/lib/yak
store: {plugin: disk}
channels:
  phone: {plugin: sms, token: a, allow_from: [one]}
  poll: {plugin: poller, token: b}
providers:
  model: {plugin: brain}
  other: {plugin: brain}
middleware:
  - {plugin: commands}
  - {plugin: limits}
  - {plugin: history}
assistant: {model: model/large}
)";

/// For PlanMaker: the plugins whose middleware declares that it uses commands.
void declare_commands(plugins::Plugin& plugin) {
  const bool uses_commands =
      plugin.name == "commands" || plugin.name == "limits" || plugin.name == "tickets";
  if (uses_commands) plugin.middleware->factory = CommandMiddlewareFactory();
}

/// `poll` receives alone.
DiffFacts facts() {
  DiffFacts facts;
  facts.receives_alone = {"channel poll"};
  return facts;
}

/// Every instance that is not carried over, and the shared parts that are not kept.
Lines lines_of(const PlanDiff& diff) {
  Lines lines;
  for (const InstanceChange& change : diff.instances) {
    if (change.fate == InstanceFate::carried_over) continue;
    lines.push_back(change.title + ": " + std::string(to_string(change.fate)) + ", " +
                    change.reason);
  }
  if (diff.replaces_http) lines.emplace_back("another HTTP client");
  if (!diff.keeps_commands) lines.emplace_back("new commands");
  if (!diff.keeps_router) lines.emplace_back("new router");
  return lines;
}

Lines settings_of(const PlanDiff& diff) {
  Lines lines;
  for (const SettingChange& change : diff.settings) {
    std::string line = change.key;
    if (change.fate == SettingFate::applied) line += ": applied";
    if (change.fate == SettingFate::needs_restart) line += ": needs a restart";
    if (change.fate == SettingFate::refused) line += ": refused";
    lines.push_back(line + (change.what.empty() ? "" : ", " + change.what));
  }
  return lines;
}

struct Edit {
  std::string from;
  std::string to;
};

std::string with(const std::vector<Edit>& edits) {
  std::string yaml = kDiffYaml;
  for (const Edit& edit : edits) yaml = edited(yaml, edit.from, edit.to);
  return yaml;
}

struct InstanceRow {
  const char* rule;
  std::vector<Edit> edits;
  Lines expected;  ///< everything else is carried over
};

class PlanDiffOfInstances : public ::testing::TestWithParam<InstanceRow> {};

TEST_P(PlanDiffOfInstances, Decides) {
  PlanMaker maker(&declare_commands);
  const Plan before = maker.plan(kDiffYaml);
  const Plan after = maker.plan(with(GetParam().edits));
  EXPECT_EQ(lines_of(plan_diff(&before, after, StartSettings::of(before), facts())),
            GetParam().expected)
      << GetParam().rule;
}

const std::vector<InstanceRow> kInstanceRows{
    {"nothing changed", {}, {}},
    {"the order of the file does not matter to instances",
     {{"  - {plugin: commands}\n", ""}, {"assistant", "  - {plugin: commands}\nassistant"}},
     {}},
    {"a changed setting builds its instance anew",
     {{"token: a", "token: c"}},
     {"channel phone: built anew, changed: token"}},
    {"all changed keys are named, also those of the core",
     {{"token: a, allow_from: [one]", "token: c, url: u, max_parts: 3, allow_from: [one]"}},
     {"channel phone: built anew, changed: max_parts, token, url"}},
    {"a channel that receives alone hands over",
     {{"token: b", "token: c"}},
     {"channel poll: handed over, changed: token"}},
    {"a channel that receives alone hands over to one of another name and the same plugin",
     {{"poll: {plugin", "again: {plugin"}},
     {"channel again: handed over, new", "channel poll: retired, removed"}},
    {"it does so to every new channel of its plugin, because its account is unknown",
     {{"poll: {plugin", "again: {plugin: poller}\n  third: {plugin"}},
     {"channel again: handed over, new", "channel third: handed over, new",
      "channel poll: retired, removed"}},
    {"it does not hand over to a channel of another plugin",
     {{"poll: {plugin: poller", "again: {plugin: sms"}},
     {"channel again: built anew, new", "channel poll: retired, removed"}},
    {"it does not hand over to a new channel beside it",
     {{"providers:\n", "  again: {plugin: poller}\nproviders:\n"}},
     {"channel again: built anew, new"}},
    {"a channel that does not receive alone hands over to no other",
     {{"phone: {plugin", "again: {plugin"}},
     {"channel again: built anew, new", "channel phone: retired, removed"}},
    {"a new instance is built",
     {{"middleware:", "  third: {plugin: brain}\nmiddleware:"}},
     {"provider third: built anew, new", "new router"}},
    {"a removed instance retires",
     {{"  other: {plugin: brain}\n", ""}},
     {"provider other: retired, removed", "new router"}},
    {"an instance under another name is another instance",
     {{"  other:", "  third:"}},
     {"provider third: built anew, new", "provider other: retired, removed", "new router"}},
    {"another channel changes no other instance",
     {{"providers:\n", "  chat: {plugin: sms}\nproviders:\n"}},
     {"channel chat: built anew, new"}},
    {"other admitted people build their channel anew",
     {{"allow_from: [one]", "allow_from: [two]"}},
     {"channel phone: built anew, changed: allow_from"}},
    {"users of commands are kept all together",
     {{"- {plugin: commands}", "- {plugin: commands, url: u}"}},
     {"middleware commands: built anew, changed: url",
      "middleware limits: built anew, rebuilt: another instance that uses commands has changed",
      "new commands"}},
    {"a new user of commands needs a new table",
     {{"assistant", "  - {plugin: tickets}\nassistant"}},
     {"middleware commands: built anew, rebuilt: another instance that uses commands has changed",
      "middleware limits: built anew, rebuilt: another instance that uses commands has changed",
      "middleware tickets: built anew, new", "new commands"}},
    {"a removed user of commands takes its commands along",
     {{"  - {plugin: commands}\n", ""}},
     {"middleware limits: built anew, rebuilt: another instance that uses commands has changed",
      "middleware commands: retired, removed", "new commands"}},
    {"a changed middleware that uses no commands leaves them",
     {{"- {plugin: history}", "- {plugin: history, url: u}"}},
     {"middleware history: built anew, changed: url"}},
    {"a changed provider makes another router",
     {{"other: {plugin: brain}", "other: {plugin: brain, url: u}"}},
     {"provider other: built anew, changed: url", "new router"}},
    {"changed options of the assistant make another router",
     {{"model/large", "model/small"}},
     {"new router"}},
    {"settings outside instances carry all of them over",
     {{"assistant", "log: {level: debug}\nlanes: {backlog: 7}\nassistant"}},
     {}},
};

const char* const kHttp = "rebuilt: http has changed";
const char* const kUrl = "rebuilt: server.public_url has changed";

/// All instances, built anew for one reason.
Lines all_for(const std::string& reason) {
  return {"provider model: built anew, " + reason,      "provider other: built anew, " + reason,
          "middleware commands: built anew, " + reason, "middleware limits: built anew, " + reason,
          "middleware history: built anew, " + reason,  "channel phone: built anew, " + reason,
          "channel poll: handed over, " + reason};
}

Lines plus(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

const std::vector<InstanceRow> kCommonRows{
    {"every instance has the HTTP client",
     {{"assistant", "http: {no_proxy: [a.example]}\nassistant"}},
     plus(all_for(kHttp), {"another HTTP client", "new commands", "new router"})},
    {"every instance may have read the public URL",
     {{"https://bot.example.com", "https://other.example.com"}},
     plus(all_for(kUrl), {"new commands", "new router"})},
    {"a slash at the end of the public URL means nothing",
     {{"https://bot.example.com", "https://bot.example.com/"}},
     {}},
};

INSTANTIATE_TEST_SUITE_P(CommonInputs, PlanDiffOfInstances, ::testing::ValuesIn(kCommonRows));
INSTANTIATE_TEST_SUITE_P(Rules, PlanDiffOfInstances, ::testing::ValuesIn(kInstanceRows));

TEST(PlanDiff, BuildsEverythingForTheFirstGeneration) {
  PlanMaker maker(&declare_commands);
  const Plan plan = maker.plan(kDiffYaml);
  const PlanDiff diff = plan_diff(nullptr, plan, StartSettings::of(plan), {});
  EXPECT_EQ(lines_of(diff),
            (Lines{"provider model: built anew, new", "provider other: built anew, new",
                   "middleware commands: built anew, new", "middleware limits: built anew, new",
                   "middleware history: built anew, new", "channel phone: built anew, new",
                   "channel poll: built anew, new", "new commands", "new router"}));
  EXPECT_EQ(settings_of(diff), Lines{});
}

TEST(PlanDiff, BuildsAnInstanceAnewIfItsPluginIsAnotherLibrary) {
  PlanMaker maker(&declare_commands);
  const Plan before = maker.plan(kDiffYaml);
  maker.replace("poller", "1.1.0");
  const Plan after = maker.plan(kDiffYaml);
  EXPECT_EQ(lines_of(plan_diff(&before, after, StartSettings::of(before), facts())),
            Lines{"channel poll: handed over, plugin poller 1.0.0 → poller 1.1.0"});
}

TEST(PlanDiff, OtherPricesOfModelsMakeAnotherRouter) {
  PlanMaker maker(&declare_commands);
  const Plan plan = maker.plan(kDiffYaml);
  DiffFacts changed = facts();
  changed.same_prices = false;
  EXPECT_EQ(lines_of(plan_diff(&plan, plan, StartSettings::of(plan), changed)),
            Lines{"new router"});
}

struct SettingRow {
  const char* rule;
  std::vector<Edit> edits;
  Lines expected;
};

class PlanDiffOfSettings : public ::testing::TestWithParam<SettingRow> {};

TEST_P(PlanDiffOfSettings, Decides) {
  PlanMaker maker(&declare_commands);
  const Plan before = maker.plan(kDiffYaml);
  const Plan after = maker.plan(with(GetParam().edits));
  EXPECT_EQ(settings_of(plan_diff(&before, after, StartSettings::of(before), facts())),
            GetParam().expected)
      << GetParam().rule;
}

const std::vector<SettingRow> kSettingRows{
    {"nothing changed", {}, {}},
    {"settings outside instances are applied",
     {{"127.0.0.1:8080", "127.0.0.1:8081"}, {"assistant", "log: {level: debug}\nassistant"}},
     {"log.level: applied", "server.listen: applied"}},
    {"the number of event loops needs a restart",
     {{"threads: 2", "threads: 3"}},
     {"server.threads: needs a restart"}},
    {"the admin socket needs a restart",
     {{"assistant", "admin: {socket: other.sock}\nassistant"}},
     {"admin.socket: needs a restart"}},
    {"another text for the same admin socket is applied",
     {{"assistant", "admin: {socket: /var/lib/yak/yak.sock}\nassistant"}},
     {"admin.socket: applied"}},
    {"the settings of the store need a restart",
     {{"store: {plugin: disk}", "store: {plugin: disk, url: u}"}},
     {"store.url: needs a restart"}},
    {"another store needs a restart",
     {{"store: {plugin: disk}", "store: {plugin: tape}"}},
     {"store: needs a restart, plugin disk 1.0.0 → tape 1.0.0"}},
    {"another data_dir is refused",
     {{"data_dir: /var/lib/yak", "data_dir: /srv/yak"}},
     {"admin.socket: needs a restart",
      "data_dir: refused, cannot be changed while Yak runs: restart it"}},
    {"another text for the same data_dir is applied",
     {{"data_dir: /var/lib/yak", "data_dir: ../../var/lib/yak"}},
     {"data_dir: applied"}},
};

INSTANTIATE_TEST_SUITE_P(Rules, PlanDiffOfSettings, ::testing::ValuesIn(kSettingRows));

TEST(PlanDiff, NamesWhatNeedsARestartAtEveryReloadUntilThen) {
  PlanMaker maker(&declare_commands);
  const Plan first = maker.plan(kDiffYaml);
  const Plan second = maker.plan(with({{"threads: 2", "threads: 3"}}));
  const Plan third =
      maker.plan(with({{"threads: 2", "threads: 3"}, {"127.0.0.1:8080", "127.0.0.1:8081"}}));
  const StartSettings started = StartSettings::of(first);
  EXPECT_EQ(settings_of(plan_diff(&second, third, started, {})),
            (Lines{"server.listen: applied", "server.threads: needs a restart"}));
  EXPECT_EQ(settings_of(plan_diff(&second, first, started, {})), Lines{"server.threads: applied"});
}

}  // namespace
}  // namespace yak::generation
