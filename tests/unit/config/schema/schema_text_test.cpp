// SPDX-License-Identifier: Apache-2.0
#include "config/schema/schema_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/schema/core_schema.hpp"

namespace yak::config {
namespace {

const std::vector<SchemaSection> kSections{
    {"Core",
     Schema{
         Field::object("server", "The server.",
                       Schema{Field::duration("timeout", "How long.")
                                  .defaults_to("10s")
                                  .between(1000, 600'000)}),
         Field::map("prices", "By model.",
                    Field::element(Schema{Field::number("input", "A | B.").required()})),
         Field::list("steps", "In order.", Field::element(Schema{Field::text("plugin", "Which.")})),
         Field::list("words", "Some.", Field::element(FieldType::text)),
     }},
    {"Channel `c`", Schema{Field::choice("mode", "How.", {"fast", "safe"}).defaults_to("safe")}}};

TEST(SchemaMarkdown, HasOneTablePerSection) {
  EXPECT_EQ(schema_markdown(kSections),
            R"(## Core

| key | type | default | bounds | description |
| --- | --- | --- | --- | --- |
| `server` | object |  |  | The server. |
| `server.timeout` | duration | `10s` | 1s … 10m | How long. |
| `prices` | map of object |  |  | By model. |
| `prices.NAME.input` | number | required |  | A \| B. |
| `steps` | list of object |  |  | In order. |
| `steps[].plugin` | text |  |  | Which. |
| `words` | list of text |  |  | Some. |

## Channel `c`

| key | type | default | bounds | description |
| --- | --- | --- | --- | --- |
| `mode` | choice | `safe` | `fast`, `safe` | How. |
)");
}

TEST(SchemaJson, HasTheSameFields) {
  const auto json = nlohmann::json::parse(schema_json(kSections));
  ASSERT_EQ(json.size(), 2u);
  const auto& timeout = json[0]["fields"][1];
  EXPECT_EQ(timeout["key"], "server.timeout");
  EXPECT_EQ(timeout["type"], "duration");
  EXPECT_EQ(timeout["default"], "10s");
  EXPECT_EQ(timeout["minimum"], 1000);
  EXPECT_FALSE(timeout["required"]);
  EXPECT_TRUE(json[0]["fields"][3]["required"]);
  EXPECT_EQ(json[1]["fields"][0]["words"], (std::vector<std::string>{"fast", "safe"}));
}

TEST(SchemaMarkdown, ShowsTheWholeCore) {
  const std::string text = schema_markdown({{"Core", core_schema()}});
  for (const char* key :
       {"`server.limits.max_connections`", "`channels.NAME.allow_from`", "`middleware[].plugin`",
        "`prices.models.NAME.cached_input_usd_per_1m`", "`store.plugin` | text | `sqlite`"}) {
    EXPECT_NE(text.find(key), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace yak::config
