// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/utf16.hpp"

#include <gtest/gtest.h>

#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

TEST(Unicode, CountsUtf16Units) {
  EXPECT_EQ(utf16_length(""), 0U);
  EXPECT_EQ(utf16_length("añ€"), 3U);
  EXPECT_EQ(utf16_length("😀"), 2U);
  EXPECT_EQ(utf16_length("👨‍👩‍👧"), 8U);
  EXPECT_EQ(utf16_length("\xFF"), 1U);
}

}  // namespace
}  // namespace yak::twilio
