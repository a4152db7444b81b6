// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <sstream>

#include "yak/secret.hpp"

namespace yak {
namespace {

template <class T>
concept Streamable = requires(std::ostringstream& out, const T& value) { out << value; };

static_assert(!Streamable<Secret>, "a secret must not reach a stream");
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(Secret, ComparesContentAndLength) {
  const Secret secret("token");
  EXPECT_TRUE(secret.equals("token"));
  EXPECT_FALSE(secret.equals("tokem"));
  EXPECT_FALSE(secret.equals("token1"));
  EXPECT_FALSE(secret.equals(""));
}

TEST(Secret, MoveLeavesNothingBehind) {
  Secret first("a secret that is longer than any small string");
  const Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): tests the moved-from state
  EXPECT_TRUE(second.equals("a secret that is longer than any small string"));
}

TEST(Secret, WipesATextInPlace) {
  std::string text = "Bearer of a key that is longer than any small string";
  const char* const place = text.data();
  const std::size_t size = text.size();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(text.data(), place);
  EXPECT_EQ(std::string(place, size), std::string(size, '\0'));
}

}  // namespace
}  // namespace yak
