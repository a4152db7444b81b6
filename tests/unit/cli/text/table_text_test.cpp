// SPDX-License-Identifier: Apache-2.0
#include "cli/text/table_text.hpp"

#include <gtest/gtest.h>

namespace yak::cli {
namespace {

TEST(TableText, LinesUpItsColumns) {
  EXPECT_EQ(table({{"NAME", "CALLS", "WHAT"}, {"a", "7", ""}, {"längere", "1,000", "text"}}, 80,
                  {false, true}),
            "NAME     CALLS  WHAT\n"
            "a            7\n"
            "längere  1,000  text\n");
}

TEST(TableText, CutsWideCells) { EXPECT_EQ(table({{"name", "0123456789"}}, 10), "name  012…\n"); }

TEST(TableText, NeutralizesControlCharacters) {
  EXPECT_EQ(table({{"a\nb", "\x1b[2J"}}, 80), "a\\nb  \\x1b[2J\n");
}

TEST(TableText, CutsAtCharacters) {
  EXPECT_EQ(cut("äöü", 3), "äöü");
  EXPECT_EQ(cut("äöüä", 3), "äö…");
  EXPECT_EQ(cut("ab", 1), "…");
}

TEST(TableText, SpansAreInTheirLargestUnit) {
  EXPECT_EQ(short_span(40), "40s");
  EXPECT_EQ(short_span(60), "1m");
  EXPECT_EQ(short_span(3'599), "59m");
  EXPECT_EQ(short_span(86'400 * 3 + 5), "3d");
}

}  // namespace
}  // namespace yak::cli
