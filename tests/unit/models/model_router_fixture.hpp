// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/user_key.hpp"
#include "models/model_router.hpp"
#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_next.hpp"
#include "yak/testing/fake_provider.hpp"

namespace yak::models {

/// Two providers: `a` (models one and two, default a/one) and `b` (lists its own: one and two).
struct ModelRouterFixture : ::testing::Test {
  ModelRouterFixture() {
    options.model = {"off/none", "a/one"};
    options.fallbacks = {"b/one"};
    options.timeout = std::chrono::seconds(90);
    options.breaker = config::BreakerConfig{3, std::chrono::seconds(30)};
    Price price;
    price.input = 1;
    price.output = 2;
    prices.override_price("a/one", price);
  }

  ModelRouter& make() {
    ProviderEntry first;
    first.name = "a";
    first.provider = &a;
    first.models = {"one", "two"};
    first.max_concurrent = places;
    first.max_wait = std::chrono::seconds(10);
    ProviderEntry second;
    second.name = "b";
    second.provider = &b;
    router = std::make_unique<ModelRouter>(
        dependencies(), std::vector<ProviderEntry>{first, second}, options, prices);
    return *router;
  }
  ModelRouter::Dependencies dependencies() {
    return {context.clock(), context.log(), context.metrics(), choices};
  }
  ModelRouter& made() { return router ? *router : make(); }

  static Turn turn(std::string user = "+1") {
    return testing::turn_of(testing::message_of("whatsapp", std::move(user), "hi"));
  }
  /// Runs a turn to its end and advances the clock through its waits.
  result<void> complete(Turn& asked) {
    return context.run_through_time(made().complete(asked, sink));
  }
  Turn completed(std::string user = "+1") {
    Turn asked = turn(std::move(user));
    EXPECT_TRUE(complete(asked));
    return asked;
  }
  static error unavailable() { return error(ErrorKind::unavailable, "upstream said 503"); }

  testing::FakeContext context;
  testing::FakeProvider a{context.clock()};
  testing::FakeProvider b{context.clock()};
  testing::RecordingSink sink;
  std::unique_ptr<KeyValue> choice_keys = context.store().kv(ModelChoices::kSpace);
  std::unique_ptr<KeyValue> user_keys = context.store().kv(base::kUserKeySpace);
  ModelChoices choices{*choice_keys};
  config::AssistantConfig options;
  Prices prices;
  int places = 0;
  std::unique_ptr<ModelRouter> router;
};

}  // namespace yak::models
