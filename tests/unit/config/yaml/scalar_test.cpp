// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/scalar.hpp"

#include <gtest/gtest.h>

namespace yak::config {
namespace {

constexpr const char* kDuration = "expected a duration like 250ms, 8s, 5m, 6h or 30d";
constexpr const char* kSize = "expected a size like 512, 64KiB, 1MiB or 2GiB";
constexpr const char* kRate = "expected a rate like 20/1m (20 in a minute)";
constexpr const char* kInteger = "expected a whole number";
constexpr const char* kNumber = "expected a number";
constexpr const char* kLarge = "the number is too large";

struct ScalarCase {
  FieldType type;
  const char* text;
  const char* shown;  ///< the value in its smallest unit, or the error
};

std::string show(const SettingNode::Data& data) {
  if (const auto* flag = std::get_if<bool>(&data)) return *flag ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&data)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&data))
    return show_bound(FieldType::number, *number);
  if (const auto* time = std::get_if<std::chrono::milliseconds>(&data)) {
    return std::to_string(time->count());
  }
  const Rate rate = std::get<Rate>(data);
  return std::to_string(rate.count) + " in " + std::to_string(rate.per.count());
}

class Scalar : public ::testing::TestWithParam<ScalarCase> {};

TEST_P(Scalar, IsReadStrictly) {
  Field field;
  field.type = GetParam().type;
  const auto data = parse_scalar(field, GetParam().text, false);
  EXPECT_EQ(data ? show(*data) : data.error().message, GetParam().shown) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Boolean, Scalar,
    ::testing::Values(ScalarCase{FieldType::boolean, "true", "true"},
                      ScalarCase{FieldType::boolean, "false", "false"},
                      ScalarCase{FieldType::boolean, "yes", "expected true or false"},
                      ScalarCase{FieldType::boolean, "True", "expected true or false"},
                      ScalarCase{FieldType::boolean, "1", "expected true or false"}));
INSTANTIATE_TEST_SUITE_P(
    Integer, Scalar,
    ::testing::Values(ScalarCase{FieldType::integer, "0", "0"},
                      ScalarCase{FieldType::integer, "-12", "-12"},
                      ScalarCase{FieldType::integer, "9223372036854775807", "9223372036854775807"},
                      ScalarCase{FieldType::integer, "-9223372036854775808",
                                 "-9223372036854775808"},
                      ScalarCase{FieldType::integer, "9223372036854775808", kLarge},
                      ScalarCase{FieldType::integer, "99999999999999999999999", kLarge},
                      ScalarCase{FieldType::integer, "+1", kInteger},
                      ScalarCase{FieldType::integer, "1_000", kInteger},
                      ScalarCase{FieldType::integer, "010", kInteger},
                      ScalarCase{FieldType::integer, "0x10", kInteger},
                      ScalarCase{FieldType::integer, "1.0", kInteger},
                      ScalarCase{FieldType::integer, "1 ", kInteger},
                      ScalarCase{FieldType::integer, "-", kInteger},
                      ScalarCase{FieldType::integer, "--1", kInteger},
                      ScalarCase{FieldType::integer, "1e3", kInteger}));
INSTANTIATE_TEST_SUITE_P(Number, Scalar,
                         ::testing::Values(ScalarCase{FieldType::number, "0.5", "0.5"},
                                           ScalarCase{FieldType::number, "-2", "-2"},
                                           ScalarCase{FieldType::number, "1e3", "1000"},
                                           ScalarCase{FieldType::number, "1.5E-1", "0.15"},
                                           ScalarCase{FieldType::number, "1e999", kLarge},
                                           ScalarCase{FieldType::number, ".5", kNumber},
                                           ScalarCase{FieldType::number, "5.", kNumber},
                                           ScalarCase{FieldType::number, "5.e1", kNumber},
                                           ScalarCase{FieldType::number, "00.5", kNumber},
                                           ScalarCase{FieldType::number, "nan", kNumber},
                                           ScalarCase{FieldType::number, ".inf", kNumber},
                                           ScalarCase{FieldType::number, "inf", kNumber},
                                           ScalarCase{FieldType::number, "+1", kNumber},
                                           ScalarCase{FieldType::number, "1e", kNumber},
                                           ScalarCase{FieldType::number, "0x1p3", kNumber},
                                           ScalarCase{FieldType::number, "1,5", kNumber}));
INSTANTIATE_TEST_SUITE_P(
    Duration, Scalar,
    ::testing::Values(ScalarCase{FieldType::duration, "250ms", "250"},
                      ScalarCase{FieldType::duration, "8s", "8000"},
                      ScalarCase{FieldType::duration, "5m", "300000"},
                      ScalarCase{FieldType::duration, "6h", "21600000"},
                      ScalarCase{FieldType::duration, "30d", "2592000000"},
                      ScalarCase{FieldType::duration, "0s", "0"},
                      ScalarCase{FieldType::duration, "36500d", "3153600000000"},
                      ScalarCase{FieldType::duration, "36501d", kLarge},
                      ScalarCase{FieldType::duration, "99999999999999999999s", kLarge},
                      ScalarCase{FieldType::duration, "9223372036854775807d", kLarge},
                      ScalarCase{FieldType::duration, "10 s", kDuration},
                      ScalarCase{FieldType::duration, "8sec", kDuration},
                      ScalarCase{FieldType::duration, "8", kDuration},
                      ScalarCase{FieldType::duration, "s", kDuration},
                      ScalarCase{FieldType::duration, "-8s", kDuration},
                      ScalarCase{FieldType::duration, "1.5s", kDuration},
                      ScalarCase{FieldType::duration, "1h30m", kDuration},
                      ScalarCase{FieldType::duration, "08s", kDuration},
                      ScalarCase{FieldType::duration, "8S", kDuration}));
INSTANTIATE_TEST_SUITE_P(Size, Scalar,
                         ::testing::Values(ScalarCase{FieldType::size, "512", "512"},
                                           ScalarCase{FieldType::size, "64KiB", "65536"},
                                           ScalarCase{FieldType::size, "1MiB", "1048576"},
                                           ScalarCase{FieldType::size, "2GiB", "2147483648"},
                                           ScalarCase{FieldType::size, "9223372036854775807GiB",
                                                      kLarge},
                                           ScalarCase{FieldType::size, "64KB", kSize},
                                           ScalarCase{FieldType::size, "64 KiB", kSize},
                                           ScalarCase{FieldType::size, "64kib", kSize},
                                           ScalarCase{FieldType::size, "1.5MiB", kSize},
                                           ScalarCase{FieldType::size, "-1", kSize}));
INSTANTIATE_TEST_SUITE_P(Rate, Scalar,
                         ::testing::Values(ScalarCase{FieldType::rate, "20/1m", "20 in 60000"},
                                           ScalarCase{FieldType::rate, "1/250ms", "1 in 250"},
                                           ScalarCase{FieldType::rate, "4294967296/1m", kLarge},
                                           ScalarCase{FieldType::rate, "20/m", kRate},
                                           ScalarCase{FieldType::rate, "20", kRate},
                                           ScalarCase{FieldType::rate, "20/60", kRate},
                                           ScalarCase{FieldType::rate, "0/1m", kRate},
                                           ScalarCase{FieldType::rate, "5/0s", kRate},
                                           ScalarCase{FieldType::rate, "-5/1m", kRate},
                                           ScalarCase{FieldType::rate, "20 / 1m", kRate},
                                           ScalarCase{FieldType::rate, "1/2/1m", kRate}));

struct Bound {
  Field field;
  const char* text;
  const char* said;
};

class Bounds : public ::testing::TestWithParam<Bound> {};

TEST_P(Bounds, ArePrintedInTheConfigurationsUnits) {
  const auto data = parse_scalar(GetParam().field, GetParam().text, false);
  EXPECT_EQ(data ? "" : data.error().message, GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Bounds,
    ::testing::Values(
        Bound{Field::integer("n", "").between(1, 5), "1", ""},
        Bound{Field::integer("n", "").between(1, 5), "5", ""},
        Bound{Field::integer("n", "").between(1, 5), "0", "it must be at least 1 and at most 5"},
        Bound{Field::integer("n", "").between(1, 5), "6", "it must be at least 1 and at most 5"},
        Bound{Field::number("n", "").between(0, 0.5), "0.6",
              "it must be at least 0 and at most 0.5"},
        Bound{Field::duration("n", "").between(250, 90'000), "2m",
              "it must be at least 250ms and at most 90s"},
        Bound{Field::duration("n", "").between(0, 3'600'000), "2h",
              "it must be at least 0s and at most 1h"},
        Bound{Field::size("n", "").between(512, 65536), "1MiB",
              "it must be at least 512 and at most 64KiB"},
        Bound{Field::rate("n", "").between(1, 100), "200/1s",
              "the count must be at least 1 and at most 100"},
        Bound{Field::text("n", "").between(1, 3), "üüü", ""},
        Bound{Field::text("n", "").between(1, 3), "abcd",
              "its length in characters must be at least 1 and at most 3"},
        Bound{Field::secret("n", "").between(16, 1024), "short",
              "its length in characters must be at least 16 and at most 1024"}));

TEST(QuotedScalar, IsNeitherNumberNorBoolean) {
  EXPECT_EQ(parse_scalar(Field::integer("n", ""), "8080", true).error().message,
            "expected a whole number; remove the quotes");
  EXPECT_EQ(parse_scalar(Field::boolean("n", ""), "true", true).error().message,
            "expected true or false; remove the quotes");
  EXPECT_TRUE(parse_scalar(Field::duration("n", ""), "8s", true).has_value());
  EXPECT_TRUE(parse_scalar(Field::text("n", ""), "8080", true).has_value());
}

TEST(Choice, ListsItsValues) {
  const Field field = Field::choice("n", "", {"text", "json"});
  EXPECT_EQ(std::get<std::string>(*parse_scalar(field, "json", false)), "json");
  EXPECT_EQ(parse_scalar(field, "JSON", false).error().message, "expected one of text, json");
}

}  // namespace
}  // namespace yak::config
