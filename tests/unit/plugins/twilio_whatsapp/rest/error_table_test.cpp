// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/rest/error_table.hpp"

#include <gtest/gtest.h>

namespace yak::twilio {
namespace {

TEST(ErrorTable, MapsEveryCodeToAClass) {
  struct Row {
    ErrorClass kind;
    std::vector<int> codes;
  };
  const std::vector<Row> rows{
      {ErrorClass::retry, {20429, 20500, 20503, 63009, 63010, 63012, 63037, 30001, 21611}},
      {ErrorClass::pause_sender, {63018, 63017, 63038, 63051, 10001, 20003, 20005}},
      {ErrorClass::recipient, {21211, 63003, 63024, 63032, 21610, 63014, 63015, 63031}},
      {ErrorClass::window, {63016}},
      {ErrorClass::too_long, {21617, 21658}},
      {ErrorClass::request,
       {21619, 21602, 21603, 21654, 21655, 21656, 63005, 63013, 63021, 63027, 63028, 63030, 14109}},
      {ErrorClass::media, {63019, 63034, 11751, 21620, 21623}},
      {ErrorClass::configuration, {63007, 63008, 21606, 21408, 21608, 21609}},
      {ErrorClass::loop_guard, {14107}},
  };
  for (const Row& row : rows) {
    for (const int code : row.codes) {
      const ErrorEntry* entry = find_error(code);
      ASSERT_NE(entry, nullptr) << code;
      EXPECT_EQ(entry->kind, row.kind) << code;
      EXPECT_FALSE(entry->words.empty()) << code;
    }
  }
}

TEST(ErrorTable, HasNoClassForOtherCodes) {
  for (const int code : {-1, 0, 1, 21210, 63015 + 100'000, 99999}) {
    EXPECT_EQ(find_error(code), nullptr);
  }
}

TEST(ErrorTable, SaysWhatAnOperatorCanDo) {
  EXPECT_EQ(describe_error(63015),
            "Twilio 63015: this number has not joined the sandbox, or its 72 hours are over: send "
            "'join …' again");
  EXPECT_EQ(describe_error(12345, "something new"), "Twilio 12345: something new");
  EXPECT_EQ(describe_error(12345),
            "Twilio 12345: see https://www.twilio.com/docs/api/errors/12345");
}

TEST(ErrorTable, WaitsOnlyIfWaitingHelps) {
  EXPECT_EQ(find_error(14107)->wait, std::chrono::seconds(30));
  EXPECT_GT(find_error(63018)->wait.count(), 0);
  EXPECT_EQ(find_error(63016)->wait.count(), 0);
}

}  // namespace
}  // namespace yak::twilio
