// SPDX-License-Identifier: Apache-2.0
#include "config/core_config.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "fixture.hpp"

namespace yak::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Reading;
using Names = std::vector<std::string>;

/// Sets every key of the core to a value that is neither its default nor the zero of its type.
constexpr const char* kEveryKey = R"(
server:
  listen: 127.0.0.1:1
  public_url: https://bot.example.com
  tls: {certificate: c.pem, private_key: k.pem}
  threads: 3
  limits: {max_connections: 11, max_connections_per_address: 12, proxies: [10.0.0.1],
           body_memory: 2MiB, header_timeout: 2s, body_timeout: 3s, idle_timeout: 4s}
  drain_timeout: 5s
admin: {socket: a.sock, group: root, listen: 127.0.0.1:2, token: 0123456789abcdef, hosts: [h]}
access: {unknown: code}
providers: {p: {plugin: echo}}
assistant:
  model: p/a
  fallbacks: [p/b]
  aliases: {c: p/c}
  system_prompt: Be brief.
  timeout: 6s
  max_tokens: 13
  temperature: 0.5
  breaker: {failures: 14, open_for: 7s}
prices:
  file: prices.json
  models: {m: {input_usd_per_1m: 1.5, cached_input_usd_per_1m: 0.5, output_usd_per_1m: 2}}
http: {proxy: "http://p:3", no_proxy: [n], ca_file: ca.pem}
delivery: {lifetime: 2h, retry_base: 20ms, retry_cap: 30ms, in_doubt: hold, look_up_after: [8s, 9s]}
lanes: {backlog: 15, total: 16, overflow: coalesce, collect: 40ms, max_age: 3m, expired: silent}
plugins: {path: [a, b], start_timeout: 10s}
data_dir: d
log: {level: off, format: json, addresses: full}
tracing: {otlp: "http://127.0.0.1:4318/v1/traces", headers: {x: secret}}
watch: true
)";

class EveryKey : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(reading_.said(), ""); }

  Reading reading_{kEveryKey};
  const CoreConfig& core_ = reading_.config.core();
};

TEST_F(EveryKey, OfTheServerIsRead) {
  EXPECT_EQ(core_.server.listen, "127.0.0.1:1");
  EXPECT_EQ(core_.server.public_url, "https://bot.example.com");
  EXPECT_EQ(core_.server.tls->certificate, "c.pem");
  EXPECT_EQ(core_.server.tls->private_key, "k.pem");
  EXPECT_EQ(core_.server.threads, 3u);
  EXPECT_EQ(core_.server.drain_timeout, seconds(5));
  const LimitsConfig& limits = core_.server.limits;
  EXPECT_EQ(limits.max_connections, 11u);
  EXPECT_EQ(limits.max_connections_per_address, 12u);
  EXPECT_EQ(limits.proxies, Names{"10.0.0.1"});
  EXPECT_EQ(limits.body_memory, 2u << 20);
  EXPECT_EQ(limits.header_timeout, seconds(2));
  EXPECT_EQ(limits.body_timeout, seconds(3));
  EXPECT_EQ(limits.idle_timeout, seconds(4));
}

TEST_F(EveryKey, OfAdministrationIsRead) {
  EXPECT_EQ(core_.admin.socket, "a.sock");
  EXPECT_EQ(core_.admin.group, "root");
  EXPECT_EQ(core_.admin.listen, "127.0.0.1:2");
  EXPECT_EQ(core_.admin.token->reveal(), "0123456789abcdef");
  EXPECT_EQ(core_.admin.hosts, Names{"h"});
  EXPECT_EQ(core_.access.unknown, AccessConfig::Unknown::code);
}

TEST_F(EveryKey, OfTheAssistantIsRead) {
  AssistantConfig expected;
  expected.model = {"p/a"};
  expected.fallbacks = {"p/b"};
  expected.aliases = {{"c", "p/c"}};
  expected.system_prompt = "Be brief.";
  expected.timeout = seconds(6);
  expected.max_tokens = 13;
  expected.temperature = 0.5;
  expected.breaker = {14, seconds(7)};
  EXPECT_EQ(core_.assistant, expected);
  EXPECT_EQ(core_.prices.file, "prices.json");
  ASSERT_EQ(core_.prices.models.size(), 1u);
  const auto& [model, price] = core_.prices.models.front();
  EXPECT_EQ(model, "m");
  EXPECT_EQ(price.input_usd_per_1m, 1.5);
  EXPECT_EQ(price.cached_input_usd_per_1m, 0.5);
  EXPECT_EQ(price.output_usd_per_1m, 2);
}

TEST_F(EveryKey, OfDeliveryAndLanesIsRead) {
  EXPECT_EQ(core_.delivery.lifetime, hours(2));
  EXPECT_EQ(core_.delivery.retry_base, milliseconds(20));
  EXPECT_EQ(core_.delivery.retry_cap, milliseconds(30));
  EXPECT_EQ(core_.delivery.in_doubt, DeliveryConfig::InDoubt::hold);
  EXPECT_EQ(core_.delivery.look_up_after, (std::vector<milliseconds>{seconds(8), seconds(9)}));
  EXPECT_EQ(core_.lanes.backlog, 15u);
  EXPECT_EQ(core_.lanes.total, 16u);
  EXPECT_EQ(core_.lanes.overflow, LanesConfig::Overflow::coalesce);
  EXPECT_EQ(core_.lanes.collect, milliseconds(40));
  EXPECT_EQ(core_.lanes.max_age, minutes(3));
  EXPECT_EQ(core_.lanes.expired, LanesConfig::Expired::silent);
}

TEST_F(EveryKey, OfTheRestIsRead) {
  EXPECT_EQ(core_.http.proxy->reveal(), "http://p:3");
  EXPECT_EQ(core_.http.no_proxy, Names{"n"});
  EXPECT_EQ(core_.http.ca_file, "ca.pem");
  EXPECT_EQ(core_.plugins.path, (Names{"a", "b"}));
  EXPECT_EQ(core_.plugins.start_timeout, seconds(10));
  EXPECT_EQ(core_.data_dir, "d");
  EXPECT_EQ(core_.log.level, LogLevel::off);
  EXPECT_EQ(core_.log.format, LogConfig::Format::json);
  EXPECT_EQ(core_.log.addresses, LogConfig::Addresses::full);
  EXPECT_EQ(core_.tracing.otlp, "http://127.0.0.1:4318/v1/traces");
  ASSERT_EQ(core_.tracing.headers.size(), 1u);
  EXPECT_EQ(core_.tracing.headers.front().first, "x");
  EXPECT_EQ(core_.tracing.headers.front().second.reveal(), "secret");
  EXPECT_TRUE(core_.watch);
}

TEST(CoreConfig, LeavesOutOnlyKeysWithAProblem) {
  const Reading got("admin: {socket: a.sock, tokn: x}\nplugins: {path: {}}\nlog: {level: loud}\n");
  EXPECT_NE(got.said(), "");
  EXPECT_EQ(got.config.core().admin.socket, "a.sock");
  EXPECT_EQ(got.config.core().plugins.path, std::nullopt);
  EXPECT_EQ(got.config.core().plugins.start_timeout, seconds(30));
}

TEST(CoreConfig, GivesThePositionsOfKeys) {
  const Reading got("server:\n  threads: 2\n");
  EXPECT_EQ(got.config.position("server.threads").line, 2u);
  EXPECT_EQ(got.config.position("server.tls").line, got.config.position("server").line);
  EXPECT_EQ(got.config.position("log.level").line, 0u);
}

TEST(HttpConfig, DiffersByTheTextOfItsProxy) {
  HttpConfig one;
  HttpConfig other;
  EXPECT_EQ(one, other);
  one.proxy = Secret("http://p:3");
  EXPECT_NE(one, other);
  other.proxy = Secret("http://p:4");
  EXPECT_NE(one, other);
  other.proxy = one.proxy;
  EXPECT_EQ(one, other);
  other.ca_file = "ca.pem";
  EXPECT_NE(one, other);
}

}  // namespace
}  // namespace yak::config
