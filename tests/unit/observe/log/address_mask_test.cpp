// SPDX-License-Identifier: Apache-2.0
#include "observe/log/address_mask.hpp"

#include <gtest/gtest.h>

namespace yak::observe {
namespace {

TEST(AddressMask, MasksKnownAddressesInEverySpelling) {
  const AddressMask mask{"+15551234567", "zoe@example.org"};
  EXPECT_EQ(mask.clean("whatsapp:+15551234567 and 15551234567 are not allowed"),
            "whatsapp:+1555•••67 and 15551•••67 are not allowed");
  EXPECT_EQ(mask.clean("to zoe@example.org!"), "to zoe@e•••rg!");
}

TEST(AddressMask, MasksTextThatLooksLikeATelephoneNumber) {
  const AddressMask mask;
  EXPECT_EQ(mask.clean("+4915112345678, then +15550009999."), "+4915•••78, then +1555•••99.");
}

TEST(AddressMask, MasksNumbersInUrls) {
  EXPECT_EQ(AddressMask().clean("GET /list?To=whatsapp%3A%2B15551234567&x=%2b4915112345678"),
            "GET /list?To=whatsapp%3A%2B1555•••67&x=%2b4915•••78");
}

TEST(AddressMask, DoesNotMaskCodesAndAmounts) {
  const AddressMask mask{"", "web"};
  EXPECT_EQ(mask.clean("21211: code +12345 + 4 after 1767603600123 ms, +"),
            "21211: code +12345 + 4 after 1767603600123 ms, +");
  EXPECT_EQ(mask.clean(""), "");
}

}  // namespace
}  // namespace yak::observe
