// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <array>
#include "yak/text/suggest.hpp"

namespace yak {
namespace {

TEST(EditDistance, CountsEachKindOfSlipOnce) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("listen", "listn"), 1u);
  EXPECT_EQ(edit_distance("listen", "liisten"), 1u);
  EXPECT_EQ(edit_distance("listen", "lisden"), 1u);
  EXPECT_EQ(edit_distance("listen", "lsiten"), 1u);
  EXPECT_EQ(edit_distance("ab", "ba"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Closest, FindsTheIntendedWord) {
  constexpr std::array<std::string_view, 6> kWords{"auth_token",  "account_sid", "from",
                                                   "webhook_url", "listen",      "id"};
  const auto meant = [&](std::string_view written) { return closest(written, kWords); };
  EXPECT_EQ(meant("authtoken"), "auth_token");
  EXPECT_EQ(meant("AuthToken"), "auth_token");
  EXPECT_EQ(meant("auth-tokne"), "auth_token");
  EXPECT_EQ(meant("form"), "from");
  EXPECT_EQ(meant("webhok_uri"), "webhook_url");
  EXPECT_EQ(meant("ID"), "id");
  EXPECT_EQ(meant("is"), "");
  EXPECT_EQ(meant("password"), "");
  EXPECT_EQ(meant(""), "");
  EXPECT_EQ(meant(std::string(100'000, 'a')), "");
}

}  // namespace
}  // namespace yak
