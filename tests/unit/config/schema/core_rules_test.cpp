// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/config/fixture.hpp"

namespace yak::config {
namespace {

using testing::Reading;

struct WrongRule {
  const char* text;
  const char* said;
};

class CoreRule : public ::testing::TestWithParam<WrongRule> {};

TEST_P(CoreRule, IsReportedWithItsPosition) {
  const std::string said = GetParam().said;
  EXPECT_EQ(Reading(GetParam().text, {{"PROXY", "http://u:hunter2@/"}}).said(),
            said.empty() ? "" : "yak.yaml:" + said + "\n");
}

constexpr const char* kOrigin =
    "server.public_url: expected an origin like https://bot.example.com: http or https, a host, "
    "an optional port, and no path (the path belongs in the channel's keys)";

constexpr const char* kOpenAdmin =
    "1:17: admin.listen: can be reached from the network, and there is no admin.token: set one (16 "
    "characters or more), or listen on 127.0.0.1";
constexpr const char* kTracing =
    "1:17: tracing.otlp: expected the whole URL of the collector's endpoint for traces, like "
    "http://127.0.0.1:4318/v1/traces (a token goes into tracing.headers)";

INSTANTIATE_TEST_SUITE_P(
    Table, CoreRule,
    ::testing::Values(
        WrongRule{"server: {listen: localhost:0}", ""},
        WrongRule{"server: {listen: 8080}",
                  "1:18: server.listen: expected HOST:PORT like "
                  "127.0.0.1:8080, [::1]:8080 or localhost:8080"},
        WrongRule{"admin: {listen: 0.0.0.0:70000}",
                  "1:17: admin.listen: the port 70000 is too large: the largest is 65535"},
        WrongRule{"server: {listen: 127.0.0.1:99999}",
                  "1:18: server.listen: the port 99999 is too large: the largest is 65535"},
        WrongRule{"admin: {listen: \"127.0.0.1:9464\"}", ""},
        WrongRule{"admin: {listen: \"[::1]:9464\"}", ""},
        WrongRule{"admin: {listen: localhost:9464}", ""},
        WrongRule{"admin: {listen: \"0.0.0.0:9464\", token: \"${PROXY}\"}", ""},
        WrongRule{"admin: {listen: \"0.0.0.0:9464\"}", kOpenAdmin},
        WrongRule{"admin: {listen: \"[::]:9464\", token: \"${NONE:-}\"}", kOpenAdmin},
        WrongRule{"admin: {listen: \"10.1.2.3:9464\"}", kOpenAdmin},
        WrongRule{"server: {limits: {proxies: [10.0.0.1, 10.0.0.0/8, \"fd00::/8\", \"::1\"]}}", ""},
        WrongRule{"server: {limits: {proxies: [10.0.0.1, 10.0.0.0/33]}}",
                  "1:39: server.limits.proxies[1]: expected an address or a network like 10.0.0.1 "
                  "or 10.0.0.0/8"},
        WrongRule{"server: {limits: {proxies: host.example}}",
                  "1:28: server.limits.proxies: expected an address or a network like 10.0.0.1 "
                  "or 10.0.0.0/8"},
        WrongRule{"server: {tls: {certificate: c.pem}}",
                  "1:10: server.tls.private_key: required, and missing"},
        WrongRule{"http: {proxy: \"${PROXY}\"}",
                  "1:15: http.proxy: expected http://HOST:PORT or "
                  "http://USER:PASSWORD@HOST:PORT"},
        WrongRule{"http: {proxy: \"http://u:p%40@proxy:3128/\"}", ""},
        WrongRule{"tracing: {otlp: \"https://otel.example:4318/v1/traces\"}", ""},
        WrongRule{"tracing: {otlp: \"127.0.0.1:4318\"}", kTracing},
        WrongRule{"tracing: {otlp: \"http://127.0.0.1:4318\"}", kTracing},
        WrongRule{"tracing: {otlp: \"http://user:word@host/v1/traces\"}", kTracing},
        WrongRule{"tracing: {otlp: \"ftp://host/v1/traces\"}", kTracing},
        WrongRule{"delivery: {retry_base: 2m, retry_cap: 1m}",
                  "1:39: delivery.retry_cap: must not be shorter than retry_base"},
        WrongRule{"assistant: {fallbacks: [gpt-4o]}",
                  "1:25: assistant.fallbacks[0]: expected PROVIDER/MODEL or an alias"},
        WrongRule{"providers: {openai: {plugin: openai}}",
                  "1:1: assistant.model: required, and missing; "
                  "for example openai/MODEL"},
        WrongRule{"providers: {openai: {plugin: openai}}\nassistant: {model: opanai/x}",
                  "2:20: assistant.model: no provider has the name before the '/'; did you mean "
                  "'openai'?"},
        WrongRule{"providers: {o: {plugin: p}}\nassistant: {model: fast, aliases: {fast: o/a/b}}",
                  ""},
        WrongRule{"providers: {o: {plugin: p}}\nassistant: {model: o/m, aliases: {fast: fast}}",
                  "2:41: assistant.aliases.fast: expected PROVIDER/MODEL"},
        WrongRule{"providers: {o: {plugin: p}}\nassistant: {model: o/}",
                  "2:20: assistant.model: expected PROVIDER/MODEL or an alias"}),
    [](const auto& info) { return "Case" + std::to_string(info.index); });

class NoOrigin : public ::testing::TestWithParam<const char*> {};

TEST_P(NoOrigin, IsRefusedAsPublicUrl) {
  const Reading got(std::string("server: {public_url: \"") + GetParam() + "\"}");
  EXPECT_EQ(got.said(), std::string("yak.yaml:1:22: ") + kOrigin + "\n");
}

INSTANTIATE_TEST_SUITE_P(Table, NoOrigin,
                         ::testing::Values("bot.example.com", "https://bot.example.com/webhook",
                                           "ftp://bot.example.com", "https://", "https://u:p@bot",
                                           "https://bot//", "https://bot?x", "/"));

TEST(PublicUrl, LosesTheSlashAtItsEnd) {
  const Reading got("server: {public_url: \"${URL}\"}", {{"URL", "https://bot.example.com/"}});
  ASSERT_EQ(got.said(), "");
  EXPECT_EQ(got.config.core().server.public_url, "https://bot.example.com");
  EXPECT_EQ(got.config.position("server.public_url").column, 22u);
  EXPECT_EQ(got.config.core().server.threads, 0);
}

}  // namespace
}  // namespace yak::config
