// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/expand.hpp"

#include <gtest/gtest.h>

#include "unit/config/fixture.hpp"

namespace yak::config {
namespace {

const Environment kEnvironment =
    testing::environment({{"A", "alpha"}, {"B_2", "beta"}, {"EMPTY", ""}, {"REF", "${A}"}});

struct Case {
  const char* text;
  const char* result;
  const char* fault = "";
};

class Expand : public ::testing::TestWithParam<Case> {};

TEST_P(Expand, ReplacesVariables) {
  const Expansion expansion = expand(GetParam().text, kEnvironment);
  const std::string fault = expansion.faults.empty() ? "" : expansion.faults.front();
  EXPECT_EQ(fault, GetParam().fault);
  if (fault.empty()) EXPECT_EQ(expansion.text, GetParam().result);
}

constexpr const char* kForm = "expected ${NAME} or ${NAME:-default}; write $$ for a literal $";
constexpr const char* kOpen = "'${' without a closing '}'; write $$ for a literal $";

INSTANTIATE_TEST_SUITE_P(
    Table, Expand,
    ::testing::Values(Case{"plain", "plain"}, Case{"", ""}, Case{"${A}", "alpha"},
                      Case{"<${A}-${B_2}>", "<alpha-beta>"}, Case{"${EMPTY}", ""},
                      Case{"${NO:-x}", "x"}, Case{"${NO:-}", ""}, Case{"${EMPTY:-x}", "x"},
                      Case{"${A:-x}", "alpha"}, Case{"${NO:-a:-b}", "a:-b"},
                      Case{"${NO:-${A}}", "alpha"}, Case{"${NO:-${NO2:-${B_2}!}}?", "beta!?"},
                      Case{"$$", "$"}, Case{"$${A}", "${A}"}, Case{"$$${A}", "$alpha"},
                      Case{"${NO:-$$}", "$"}, Case{"${NO:-$${x}", "${x"},
                      Case{"cost: 5$", "cost: 5$"}, Case{"$A", "$A"}, Case{"${REF}", "${A}"},
                      Case{"${NO}", "",
                           "environment variable NO is not set; set it or write ${NO:-default}"},
                      Case{"${", "", kOpen}, Case{"${A", "", kOpen}, Case{"${A:-${B}", "", kOpen},
                      Case{"${}", "", kForm}, Case{"${A-b}", "", kForm}, Case{"${ A }", "", kForm},
                      Case{"${1A}", "", kForm}, Case{"${A:?x}", "", kForm},
                      Case{"${N:-${N:-${N:-${N:-${N:-${N:-${N:-${N:-${N:-x}}}}}}}}}", "",
                           "defaults nested more than 8 deep"}));

TEST(Expansion, ReportsReferencesAndForeignText) {
  const Expansion literal = expand("a $$ b", kEnvironment);
  EXPECT_FALSE(literal.has_reference);
  EXPECT_FALSE(literal.is_foreign);
  const Expansion fallback = expand("${NO:-x}${NO2:-}${NO:-}", kEnvironment);
  EXPECT_TRUE(fallback.has_reference);
  EXPECT_FALSE(fallback.is_foreign) << "a default is literal text of the file";
  EXPECT_EQ(fallback.variables, (std::vector<std::string>{"NO", "NO2"}));
  EXPECT_TRUE(expand("x${A}", kEnvironment).is_foreign);
}

TEST(Expansion, RefusesAValueThatEndsInAComment) {
  const auto faults = [](const char* value) {
    return expand("${V}", testing::environment({{"V", value}})).faults;
  };
  for (const char* value :
       {"+15551234567          # your telephone", "x\t#\ty", "x #", "# unset"}) {
    const auto found = faults(value);
    ASSERT_EQ(found.size(), 1U) << value;
    EXPECT_NE(found[0].find("environment variable V ends in a comment"), std::string::npos);
    EXPECT_EQ(found[0].find("telephone"), std::string::npos) << "the value may be a secret";
  }
  for (const char* value : {"#", "a#b", "a #b", "#tag", "Write headings with # please", "x"}) {
    EXPECT_TRUE(faults(value).empty()) << value;
  }
}

TEST(Expansion, NamesEveryUnsetVariable) {
  EXPECT_EQ(expand("${X}${Y}${X}", kEnvironment).faults.size(), 2u);
  EXPECT_EQ(expand("${X}", kEnvironment, Unset::empty).faults.size(), 0u);
}

TEST(Expansion, IsBounded) {
  const Environment large = testing::environment({{"L", std::string(40'000, 'x')}});
  EXPECT_TRUE(expand("${L}", large).faults.empty());
  EXPECT_EQ(expand("${L}${L}", large).faults, std::vector<std::string>{"longer than 64 KiB"});
  EXPECT_EQ(expand(std::string(65'537, 'x'), large).faults.size(), 1u);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "${N" + std::to_string(i) + "}";
  EXPECT_EQ(expand(many, large).faults.size(), 20u);
}

}  // namespace
}  // namespace yak::config
