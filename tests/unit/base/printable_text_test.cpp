// SPDX-License-Identifier: Apache-2.0
#include "base/printable_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace yak::base {
namespace {

TEST(PrintableText, EndsAtTheFirstUnprintableByte) {
  for (std::size_t size = 0; size < 20; ++size) {
    EXPECT_EQ(printable_prefix(std::string(size, '~')), size);
    EXPECT_EQ(printable_prefix(std::string(size, ' ')), size);
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'a');
        text[at] = static_cast<char>(byte);
        EXPECT_EQ(printable_prefix(text), byte >= 0x20 && byte < 0x7f ? size : at)
            << "byte " << byte << " at " << at << " of " << size;
      }
    }
  }
}

TEST(PrintableText, ChecksEveryByteOfAnEightByteWord) {
  EXPECT_EQ(printable_prefix("abc\x7f\x1f\x80z12345678"), 3U);
  EXPECT_EQ(printable_prefix("12345678\n2345678"), 8U);
}

}  // namespace
}  // namespace yak::base
