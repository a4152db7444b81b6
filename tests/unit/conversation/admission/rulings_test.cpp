// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/rulings.hpp"

#include <gtest/gtest.h>

namespace yak::conversation {
namespace {

TEST(Rulings, AreBoundedAndCanChange) {
  Rulings rulings;
  for (std::size_t i = 0; i < Rulings::kMax; ++i) {
    rulings.set("a:" + std::to_string(i), Ruling::allow);
  }
  EXPECT_FALSE(rulings.has_room("a:new"));
  rulings.set("a:new", Ruling::allow);
  EXPECT_EQ(rulings.of("a:new"), std::nullopt);
  EXPECT_TRUE(rulings.has_room("a:0"));
  rulings.set("a:0", Ruling::deny);
  EXPECT_EQ(rulings.of("a:0"), Ruling::deny);
}

TEST(Rulings, RoundTripAsText) {
  EXPECT_EQ(ruling_from(to_text(Ruling::allow)), Ruling::allow);
  EXPECT_EQ(ruling_from(to_text(Ruling::deny)), Ruling::deny);
  EXPECT_EQ(ruling_from("maybe"), std::nullopt);
}

TEST(Rulings, AnAliasBelongsToTheFirstPersonSeenWithIt) {
  Rulings rulings;
  EXPECT_TRUE(rulings.bind("w:1555", "w:US.1"));
  EXPECT_FALSE(rulings.bind("w:1555", "w:US.2"));
  EXPECT_EQ(rulings.owner_of("w:1555"), "w:US.1");
  EXPECT_EQ(rulings.aliases_of("w:US.1"), std::vector<std::string>{"w:1555"});
  rulings.unbind("w:1555");
  EXPECT_EQ(rulings.owner_of("w:1555"), "");
  EXPECT_TRUE(rulings.aliases_of("w:US.1").empty());
}

}  // namespace
}  // namespace yak::conversation
