// SPDX-License-Identifier: Apache-2.0
#include "config/changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.hpp"

namespace yak::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Schema& schema() {
  static const Schema schema{
      Field::text("name", ""),
      Field::secret("token", ""),
      Field::duration("wait", "").defaults_to("8s"),
      Field::rate("rate", ""),
      Field::any("extra", ""),
      Field::list("words", "", Field::element(FieldType::text)).defaults_to("[]"),
      Field::object("tls", "", Schema{Field::text("key", ""), Field::text("cert", "")}),
  };
  return schema;
}

Settings read(const char* yaml) {
  testing::PluginReading reading(yaml, schema());
  EXPECT_EQ(reading.said(), "");
  return reading.settings;
}

TEST(Changes, IgnoresPositionsAndOrderOfLines) {
  const Settings one = read("name: a\ntoken: secret-one\nwords: [x, y]\ntls: {key: k, cert: c}\n");
  const Settings two =
      read("# moved\n\ntls: {key: k, cert: c}\nwords: [x, y]\ntoken: secret-one\nname: a\n");
  EXPECT_TRUE(same(one, two));
  EXPECT_THAT(changed_keys(one, two), IsEmpty());
}

TEST(Changes, EveryTypeIsCompared) {
  const Settings one = read("name: a\ntoken: secret-one\nrate: 20/1m\nextra: {x: 1}\nwait: 1s\n");
  for (const char* other : {"name: b\ntoken: secret-one\nrate: 20/1m\nextra: {x: 1}\nwait: 1s\n",
                            "name: a\ntoken: secret-two\nrate: 20/1m\nextra: {x: 1}\nwait: 1s\n",
                            "name: a\ntoken: secret-one\nrate: 20/2m\nextra: {x: 1}\nwait: 1s\n",
                            "name: a\ntoken: secret-one\nrate: 20/1m\nextra: {x: 2}\nwait: 1s\n",
                            "name: a\ntoken: secret-one\nrate: 20/1m\nextra: {x: 1}\nwait: 2s\n"}) {
    EXPECT_FALSE(same(one, read(other))) << other;
    EXPECT_EQ(changed_keys(one, read(other)).size(), 1U) << other;
  }
}

TEST(Changes, NamesTheDeepestKeyThatDiffers) {
  const Settings one = read("words: [x]\ntls: {key: k, cert: c}\n");
  EXPECT_THAT(changed_keys(one, read("words: [x, y]\ntls: {key: k, cert: d}\nname: a\n")),
              ElementsAre("name", "tls.cert", "words"));
  EXPECT_THAT(changed_keys(one, read("words: [x]\n")), ElementsAre("tls.cert", "tls.key"));
}

}  // namespace
}  // namespace yak::config
