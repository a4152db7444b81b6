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
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): what is left is the point
  EXPECT_TRUE(second.equals("a secret that is longer than any small string"));
}

}  // namespace
}  // namespace yak
