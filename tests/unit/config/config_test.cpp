// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

#include "config/schema/core_schema.hpp"
#include "fixture.hpp"

namespace yak::config {
namespace {

using testing::Reading;

TEST(Config, HasEveryDefaultOfTheCore) {
  const Reading got("log:\n");
  ASSERT_EQ(got.said(), "");
  const CoreConfig& core = got.config.core();
  const ServerConfig& server = core.server;
  EXPECT_EQ(server.listen, "0.0.0.0:8080");
  EXPECT_FALSE(server.public_url);
  EXPECT_FALSE(server.tls);
  EXPECT_EQ(server.drain_timeout, std::chrono::seconds(25));
  EXPECT_EQ(server.limits.max_connections, 10'000);
  EXPECT_EQ(server.limits.header_timeout, std::chrono::seconds(10));
  EXPECT_FALSE(core.admin.token);
  EXPECT_EQ(core.assistant.timeout, std::chrono::seconds(90));
  EXPECT_EQ(core.assistant.breaker.failures, 5);
  EXPECT_TRUE(core.assistant.fallbacks.empty());
  EXPECT_TRUE(core.assistant.aliases.empty());
  EXPECT_TRUE(core.prices.models.empty());
  EXPECT_TRUE(core.http.no_proxy.empty());
  EXPECT_EQ(core.delivery.lifetime, std::chrono::hours(6));
  EXPECT_EQ(core.lanes.backlog, 32);
  EXPECT_EQ(core.plugins.path, std::vector<std::string>());
  EXPECT_EQ(core.log.format, LogConfig::Format::text);
}

TEST(Config, ReportsEveryErrorInOneGo) {
  Reading got(R"(sever: {}
server:
  listen: 8080
  threads: many
  threads: 2
  public_url: https://bot.example.com/webhook
channels:
  whatsapp:
    plugin: twilio_whatsapp
    authtoken: ${TOKEN}
    inline_wait: 8 sec
    from: ${FROM}
log: {level: loud}
)");
  (void)got.check(Schema{Field::secret("auth_token", "").required(),
                         Field::duration("inline_wait", ""), Field::text("from", "").required()});
  EXPECT_EQ(
      got.said(),
      "yak.yaml:1:1: unknown key 'sever'; did you mean 'server'?\n"
      "yak.yaml:3:11: server.listen: expected HOST:PORT like 127.0.0.1:8080, [::1]:8080 or "
      "localhost:8080\n"
      "yak.yaml:4:12: server.threads: expected a whole number; found 'many'\n"
      "yak.yaml:5:3: server: duplicate key 'threads'; first used at 4:3\n"
      "yak.yaml:6:15: server.public_url: expected an origin like https://bot.example.com: http or "
      "https, a host, an optional port, and no path (the path belongs in the channel's keys)\n"
      "yak.yaml:10:5: channels.whatsapp: unknown key 'authtoken'; did you mean 'auth_token'?\n"
      "yak.yaml:11:18: channels.whatsapp.inline_wait: expected a duration like 250ms, 8s, 5m, 6h "
      "or 30d; found '8 sec'\n"
      "yak.yaml:12:11: channels.whatsapp.from: environment variable FROM is not set; set it or "
      "write ${FROM:-default}\n"
      "yak.yaml:13:14: log.level: expected one of trace, debug, info, warn, error, off; found "
      "'loud'\n");
}

TEST(Config, NeedsAMapAtTheTop) {
  EXPECT_EQ(Reading("").said(),
            "yak.yaml: expected keys like `server:` at the top; found nothing\n");
  EXPECT_EQ(Reading("- a\n").said(),
            "yak.yaml:1:1: expected keys like `server:` at the top; found a list\n");
  EXPECT_EQ(Reading("hello").said(),
            "yak.yaml:1:1: expected keys like `server:` at the top; found text\n");
  EXPECT_TRUE(Reading("a: [").config.instances().empty());
}

TEST(Config, SaysWhereAMisplacedKeyBelongs) {
  const std::string here = "yak.yaml:1:1: unknown key ";
  EXPECT_EQ(Reading("rate_limit: {per_user: 20/1m}").said(),
            here +
                "'rate_limit' here: it belongs in the list 'middleware': "
                "[…, {plugin: rate_limit, …}]\n");
  EXPECT_EQ(Reading("openai: {api_key: x}").said(),
            here +
                "'openai' here: it belongs under 'providers', by a name of your choice: "
                "{NAME: {plugin: openai, …}}\n");
  EXPECT_EQ(Reading("console: {}").said(),
            here +
                "'console' here: it belongs under 'channels', by a name of your choice: "
                "{NAME: {plugin: console, …}}\n");
  EXPECT_EQ(Reading("sqlite: {}").said(),
            here + "'sqlite' here: it belongs under 'store': {plugin: sqlite, …}\n");
  EXPECT_EQ(Reading("listen: 0.0.0.0:80").said(),
            here + "'listen' here: it belongs under 'server' or 'admin'\n");
  EXPECT_EQ(Reading("allow_from: []").said(),
            here + "'allow_from' here: it belongs under 'channels.NAME'\n");
  EXPECT_EQ(Reading("sever: {}").said(), here + "'sever'; did you mean 'server'?\n");
}

TEST(Config, AKeyMayBelongToTheCoreAndToAPlugin) {
  Reading got("providers:\n  p: {plugin: p, models: [a]}\nassistant: {model: p/a}\n");
  const Settings settings =
      got.check(Schema{Field::list("models", "", Field::element(FieldType::text))});
  ASSERT_EQ(got.said(), "");
  EXPECT_EQ(settings.texts("models"), std::vector<std::string>{"a"});
  EXPECT_EQ(got.instance().common.texts("models"), std::vector<std::string>{"a"});
}

TEST(Config, SettingsOutliveTheConfig) {
  Settings core;
  Settings own;
  {
    Reading got("channels: {c: {plugin: p, name: x}}\ndata_dir: /var/lib/yak\n");
    own = got.check(Schema{Field::text("name", "")});
    core = got.config.core_settings();
  }
  EXPECT_EQ(own.text("name"), "x");
  EXPECT_EQ(core.text("data_dir"), "/var/lib/yak");
}

TEST(Config, ResolvesPathsThatTheDaemonWritesAgainstItsDataFolder) {
  const auto in_data_dir = [](const char* text, std::map<std::string, std::string> environment,
                              const char* path = "/etc/bot/yak.yaml") {
    Problems problems;
    const Environment lookup = [&](const std::string& name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    return Config::parse(text, path, lookup, problems).in_data_dir("yak.db");
  };
  EXPECT_EQ(in_data_dir("data_dir: /data\n", {{"STATE_DIRECTORY", "/state"}}), "/data/yak.db");
  EXPECT_EQ(in_data_dir("data_dir: data\n", {{"STATE_DIRECTORY", "/state"}}),
            "/etc/bot/data/yak.db");
  EXPECT_EQ(in_data_dir("data_dir: ../data\n", {}), "/etc/data/yak.db");
  EXPECT_EQ(in_data_dir("log:\n", {{"STATE_DIRECTORY", "/state:/more"}}), "/state/yak.db");
  EXPECT_EQ(in_data_dir("log:\n", {}), "/etc/bot/yak.db");
  EXPECT_EQ(in_data_dir("log:\n", {}, "yak.yaml"), "./yak.db");
}

TEST(Config, ResolvesPathsThatTheOperatorWritesAgainstTheFilesFolder) {
  Problems problems;
  const Config config = Config::parse("data_dir: /data\n", "/etc/bot/yak.yaml", {}, problems);
  EXPECT_EQ(config.resolve("cert.pem"), "/etc/bot/cert.pem");
  EXPECT_EQ(config.resolve("/abs/cert.pem"), "/abs/cert.pem");
}

/// Expects a description of the field and of all fields below it.
void expect_described(const Field& field, const std::string& path) {
  if (!field.name.empty()) EXPECT_FALSE(field.description.empty()) << path;
  for (const Field& inner : field.children) expect_described(inner, path + "." + inner.name);
}

TEST(CoreSchema, DescribesEveryKey) {
  for (const Field& field : core_schema().fields()) expect_described(field, field.name);
}

}  // namespace
}  // namespace yak::config
