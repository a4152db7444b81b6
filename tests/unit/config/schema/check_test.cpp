// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/config/fixture.hpp"

namespace yak::config {
namespace {

using testing::PluginReading;

Schema every_type() {
  return Schema{
      Field::text("text", "").between(1, 20),
      Field::secret("secret", ""),
      Field::boolean("boolean", ""),
      Field::integer("integer", "").between(1, 100),
      Field::number("number", ""),
      Field::duration("duration", "").defaults_to("8s"),
      Field::size("size", ""),
      Field::rate("rate", ""),
      Field::choice("choice", "", {"red", "green"}),
      Field::list("list", "", Field::element(FieldType::text)).between(0, 3),
      Field::list("numbers", "", Field::element(FieldType::integer)),
      Field::map("map", "", Field::element(FieldType::text)),
      Field::object("object", "",
                    Schema{Field::integer("port", "").defaults_to("80"), Field::text("host", "")}),
      Field::object("strict", "", Schema{Field::text("host", "").required()}),
      Field::list("objects", "", Field::element(Schema{Field::text("name", "").required()})),
      Field::any("any", ""),
  };
}

TEST(Check, ReadsEveryType) {
  const PluginReading got(
      "text: hi\nsecret: ${S}\nboolean: true\ninteger: 5\nnumber: 0.5\nduration: 250ms\n"
      "size: 64KiB\nrate: 20/1m\nchoice: red\nlist: [a, b]\nnumbers: 7\nmap: {x: 1, y: two}\n"
      "object: {host: h}\nstrict: {host: h}\nobjects: [{name: n}]\nany: {a: [1, \"1\", 0.5, no, "
      "~]}",
      every_type(), {{"S", "hush"}});
  ASSERT_EQ(got.said(), "");
  const Settings& settings = got.settings;
  EXPECT_EQ(settings.text("text"), "hi");
  EXPECT_TRUE(settings.secret("secret").equals("hush"));
  EXPECT_TRUE(settings.boolean("boolean"));
  EXPECT_EQ(settings.integer("integer"), 5);
  EXPECT_EQ(settings.number("number"), 0.5);
  EXPECT_EQ(settings.duration("duration"), std::chrono::milliseconds(250));
  EXPECT_EQ(settings.size("size"), 65536u);
  EXPECT_EQ(settings.rate("rate").count, 20u);
  EXPECT_EQ(settings.text("choice"), "red");
  EXPECT_EQ(settings.texts("list"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(settings.text_map("map").at(1).second, "two");
  EXPECT_EQ(settings.object("object").integer("port"), 80);
  EXPECT_EQ(settings.objects("objects").at(0).text("name"), "n");
  EXPECT_EQ(settings.json("any"), R"({"a":[1,"1",0.5,"no",null]})");
  EXPECT_EQ(settings.position("rate").line, 11u);
  EXPECT_EQ(settings.position("rate").column, 11u);
}

TEST(Check, ReadsAnObjectFromASingleValue) {
  const Schema schema{Field::object("price", "",
                                    Schema{Field::number("in", "").defaults_to("0").between(0, 10),
                                           Field::number("out", "").defaults_to("0")})
                          .or_one_value()};
  const auto price = [&schema](const std::string& yaml) {
    const PluginReading got(yaml, schema, {{"PRICE", "0.5"}, {"NONE", ""}});
    EXPECT_EQ(got.said(), "") << yaml;
    const Settings found = got.settings.object("price");
    return std::pair(found.number("in"), found.number("out"));
  };
  EXPECT_EQ(price("price: 0.25"), std::pair(0.25, 0.25));
  EXPECT_EQ(price("price: ${PRICE}"), std::pair(0.5, 0.5));
  EXPECT_EQ(price("price: {out: 1}"), std::pair(0.0, 1.0));
  EXPECT_EQ(price("price: ${NONE}"), std::pair(0.0, 0.0));
  EXPECT_EQ(price("allow_from: []"), std::pair(0.0, 0.0));
  EXPECT_NE(PluginReading("price: 11", schema).said(), "");
  EXPECT_NE(PluginReading("price: much", schema).said(), "");
}

TEST(Check, FillsInDefaultsAndOmitsOtherFields) {
  const PluginReading got("text: hi", every_type());
  ASSERT_EQ(got.said(), "");
  EXPECT_EQ(got.settings.duration("duration"), std::chrono::seconds(8));
  EXPECT_EQ(got.settings.object("object").integer("port"), 80);
  EXPECT_FALSE(got.settings.object("object").has("host"));
  EXPECT_FALSE(got.settings.has("strict")) << "an object with required keys has no default";
  EXPECT_FALSE(got.settings.has("list"));
  EXPECT_EQ(got.settings.position("duration").line, 2u) << "a default has the position of its map";
}

TEST(Check, TakesDollarsInDefaultsLiterally) {
  const Schema schema{Field::text("a", "").defaults_to("${X} $$"),
                      Field::list("b", "", Field::element(FieldType::text)).defaults_to("[x, y]")};
  const PluginReading got("allow_from: []", schema);
  ASSERT_EQ(got.said(), "");
  EXPECT_EQ(got.settings.text("a"), "${X} $$");
  EXPECT_EQ(got.settings.texts("b").size(), 2u);
  EXPECT_EQ(got.settings.position("b").line, 2u);
}

TEST(Check, SaysThatASchemasOwnDefaultIsWrong) {
  const PluginReading got("allow_from: []", Schema{Field::duration("d", "").defaults_to("8")});
  EXPECT_EQ(got.said(),
            "yak.yaml: channels.c.d: the schema's own default is wrong: expected a duration like "
            "250ms, 8s, 5m, 6h or 30d; found '8'\n");
}

struct Wrong {
  const char* keys;
  const char* said;  ///< follows `yak.yaml:4:`
};

class WrongValue : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongValue, IsReportedWithItsPosition) {
  const PluginReading got(GetParam().keys, every_type());
  EXPECT_EQ(got.said(), std::string("yak.yaml:4:") + GetParam().said + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongValue,
    ::testing::Values(
        Wrong{"text: [a]", "5: channels.c.text: expected text; found a list"},
        Wrong{"text: {a: 1}", "5: channels.c.text: expected text; found a map"},
        Wrong{"text: 123456789012345678901",
              "11: channels.c.text: its length in characters must be at least 1 and at most 20; "
              "found '123456789012345678901'"},
        Wrong{"boolean: yes", "14: channels.c.boolean: expected true or false; found 'yes'"},
        Wrong{"integer: \"5\"",
              "14: channels.c.integer: expected a whole number; remove the quotes; found '5'"},
        Wrong{"integer: 101",
              "14: channels.c.integer: it must be at least 1 and at most 100; found '101'"},
        Wrong{"integer: 99999999999999999999999999",
              "14: channels.c.integer: the number is too large"},
        Wrong{"number: many", "13: channels.c.number: expected a number; found 'many'"},
        Wrong{"duration: 10 s",
              "15: channels.c.duration: expected a duration like 250ms, 8s, 5m, 6h or 30d; found "
              "'10 s'"},
        Wrong{"duration: [1s]",
              "5: channels.c.duration: expected a duration like 250ms, 8s, 5m, "
              "6h or 30d; found a list"},
        Wrong{"size: 1MB",
              "11: channels.c.size: expected a size like 512, 64KiB, 1MiB or 2GiB; "
              "found '1MB'"},
        Wrong{"rate: 20",
              "11: channels.c.rate: expected a rate like 20/1m (20 in a minute); found '20'"},
        Wrong{"choice: gren",
              "13: channels.c.choice: expected one of red, green; found 'gren'; "
              "did you mean 'green'?"},
        Wrong{"list: {a: 1}", "5: channels.c.list: expected a list; found a map"},
        Wrong{"list: [a, b, c, d]",
              "5: channels.c.list: the number of its elements must be at "
              "least 0 and at most 3"},
        Wrong{"list: [a, [b]]", "15: channels.c.list[1]: expected text; found a list"},
        Wrong{"numbers: [1, x]", "18: channels.c.numbers[1]: expected a whole number; found 'x'"},
        Wrong{"map: [a]", "5: channels.c.map: expected a map of keys and values; found a list"},
        Wrong{"map: {a: }", "11: channels.c.map.a: has no value; put a space after the key's ':'"},
        Wrong{"object: 5", "13: channels.c.object: expected a map of keys and values; found text"},
        Wrong{"object: {prot: 5}",
              "14: channels.c.object: unknown key 'prot'; did you mean 'port'?"},
        Wrong{"strict: {}", "5: channels.c.strict.host: required, and missing"},
        Wrong{"strict: {host: }", "14: channels.c.strict.host: required, and empty"},
        Wrong{"strict: {host: \"\"}", "20: channels.c.strict.host: required, and empty"},
        Wrong{"objects: [{}]", "15: channels.c.objects[0].name: required, and missing"},
        Wrong{"any: ${NO}",
              "10: channels.c.any: environment variable NO is not set; set it or "
              "write ${NO:-default}"},
        Wrong{"text: ${NO}",
              "11: channels.c.text: environment variable NO is not set; set it or "
              "write ${NO:-default}"},
        Wrong{"txet: hi", "5: channels.c: unknown key 'txet'; did you mean 'text'?"},
        Wrong{"enable_if: x", "5: channels.c: unknown key 'enable_if'; did you mean 'enabled_if'?"},
        Wrong{"password: x", "5: channels.c: unknown key 'password'; `yak schema` lists the keys"}),
    [](const auto& info) { return "Case" + std::to_string(info.index); });

TEST(Check, ListsTheKnownKeysIfTheyAreFew) {
  const PluginReading got("colour: red", Schema{Field::text("host", ""), Field::text("port", "")});
  EXPECT_EQ(got.said(),
            "yak.yaml:4:5: channels.c: unknown key 'colour'; the keys here are host, port, plugin, "
            "enabled_if, allow_from, price_per_message_usd, max_parts\n");
}

TEST(Check, AMisspeltRequiredKeyIsReportedOnce) {
  const Schema schema{Field::secret("auth_token", "").required(),
                      Field::text("from", "").required()};
  const PluginReading got("authtoken: ${T}", schema, {{"T", "t"}});
  EXPECT_EQ(got.said(),
            "yak.yaml:2:3: channels.c.from: required, and missing\n"
            "yak.yaml:4:5: channels.c: unknown key 'authtoken'; did you mean 'auth_token'?\n");
}

TEST(Check, TreatsEmptyInterpolatedValuesAsAbsent) {
  const Schema schema{Field::text("a", "").defaults_to("dflt"),
                      Field::text("b", ""),
                      Field::integer("c", "").defaults_to("3"),
                      Field::list("d", "", Field::element(FieldType::text)).defaults_to("[x]"),
                      Field::map("e", "", Field::element(FieldType::text)),
                      Field::text("f", "").defaults_to("dflt")};
  const PluginReading got(
      "a: ${X:-}\nb: \"${X:-}\"\nc: ${X:-}\nd: ${X:-}\ne: {k: \"${X:-}\", l: m}\nf: \"\"\n"
      "allow_from: [\"${X:-}\", \"\", b]",
      schema);
  ASSERT_EQ(got.said(), "");
  EXPECT_EQ(got.settings.text("a"), "dflt");
  EXPECT_FALSE(got.settings.has("b"));
  EXPECT_EQ(got.settings.integer("c"), 3);
  EXPECT_EQ(got.settings.texts("d"), std::vector<std::string>{"x"});
  EXPECT_EQ(got.settings.text_map("e").size(), 1u);
  EXPECT_EQ(got.settings.text("f"), "") << "an explicit empty text is a value";
  EXPECT_EQ(got.reading.instance().common.texts("allow_from"), std::vector<std::string>{"b"});
}

TEST(Check, RefusesASecretOfSpaces) {
  const Schema schema{Field::secret("auth_token", "").required(), Field::secret("other", "")};
  const PluginReading got("auth_token: \" \"\nother: ${T}", schema, {{"T", " \t"}});
  EXPECT_EQ(got.said(),
            "yak.yaml:4:17: channels.c.auth_token: the secret is blank; set it, or remove the key\n"
            "yak.yaml:5:12: channels.c.other: the secret is blank; set it, or remove the key\n");
}

TEST(Check, NamesTheVariableThatARequiredValueLacks) {
  const Schema schema{Field::secret("token", "").required(), Field::text("from", "").required()};
  const PluginReading got("token: ${T:-}\nfrom: ${A:-}${B:-}", schema);
  EXPECT_EQ(got.said(),
            "yak.yaml:4:12: channels.c.token: required, and empty; set T\n"
            "yak.yaml:5:11: channels.c.from: required, and empty; set A, B\n");
}

TEST(Check, TypesInterpolatedValuesByTheirField) {
  const Schema schema{Field::integer("a", ""), Field::boolean("b", ""), Field::any("c", "")};
  const PluginReading got("a: \"${N}\"\nb: ${B}\nc: {n: \"${N}\", m: 5, d: !!str 5}", schema,
                          {{"N", "12"}, {"B", "true"}});
  ASSERT_EQ(got.said(), "");
  EXPECT_EQ(got.settings.integer("a"), 12) << "inside { } a reference must be quoted";
  EXPECT_TRUE(got.settings.boolean("b"));
  EXPECT_EQ(got.settings.json("c"), R"({"n":"12","m":5,"d":"5"})");
}

TEST(Check, SurvivesBrokenBytesFromTheEnvironment) {
  const PluginReading got("any: ${X}", Schema{Field::any("any", "")}, {{"X", "a\xFF"}});
  ASSERT_EQ(got.said(), "");
  EXPECT_EQ(got.settings.json("any"), "\"a\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace yak::config
