// SPDX-License-Identifier: Apache-2.0
#include "config/secrets_in.hpp"

#include <gtest/gtest.h>

#include "yak/testing/settings_builder.hpp"

namespace yak::config {
namespace {

using yak::testing::SettingsBuilder;

TEST(SecretsIn, FindsSecretsAtAnyDepth) {
  const Settings below = SettingsBuilder().secret("password", "second").integer("port", 1).build();
  const Settings settings = SettingsBuilder()
                                .secret("token", "first")
                                .text("path", "yak.db")
                                .object("server", below)
                                .objects("replicas", {below, SettingsBuilder().build()})
                                .build();
  std::vector<std::string> found;
  for (const Secret& secret : secrets_in(settings)) found.emplace_back(secret.reveal());
  EXPECT_EQ(found, (std::vector<std::string>{"first", "second", "second"}));
}

TEST(SecretsIn, FindsNothingInPlainValues) {
  EXPECT_TRUE(secrets_in(Settings()).empty());
  EXPECT_TRUE(secrets_in(SettingsBuilder().text("token", "not a secret").build()).empty());
}

}  // namespace
}  // namespace yak::config
