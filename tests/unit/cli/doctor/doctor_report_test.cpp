// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/doctor_report.hpp"

#include <gmock/gmock.h>

#include "cli/invocation.hpp"

namespace yak::cli {
namespace {

using Level = Diagnosis::Level;
using ::testing::HasSubstr;
using ::testing::Not;

const Diagnosis kGood(Level::ok, "disk", "there is room");
const Diagnosis kOdd(Level::warn, "disk", "little room", "free some");
const Diagnosis kBad(Level::fail, "disk", "no room", "free some");

TEST(DoctorReport, ExitsWithZeroIfNothingFailed) {
  DoctorReport report;
  report.add("disk", kGood, kTemporary);
  report.add("disk", kOdd, kTemporary);
  EXPECT_EQ(report.exit_code(), 0);
  EXPECT_EQ(report.worst(), DoctorLevel::warn);
}

TEST(DoctorReport, ExitsWithTheCodeOfTheWorstFailure) {
  DoctorReport report;
  report.add("disk", kBad, kTemporary);
  EXPECT_EQ(report.exit_code(), kTemporary);
  report.add("service", kBad, kUnavailable);
  EXPECT_EQ(report.exit_code(), kUnavailable);
  report.add("files", kBad, kPermission);
  EXPECT_EQ(report.exit_code(), kPermission);
  report.add("configuration", kBad, kConfig);
  EXPECT_EQ(report.exit_code(), kConfig);
}

TEST(DoctorReport, GroupsLinesBySectionAndSumsThemUp) {
  DoctorReport report;
  report.add("a", kGood, 0);
  report.add("b", kBad, kTemporary);
  report.add("a", kOdd, 0);
  report.skip("b", "webhook", "the daemon is down");
  EXPECT_EQ(report.text(),
            "a\n"
            "  ok    disk: there is room\n"
            "  warn  disk: little room\n"
            "        -> free some\n"
            "b\n"
            "  FAIL  disk: no room\n"
            "        -> free some\n"
            "  skip  webhook: the daemon is down\n"
            "1 failure, 1 warning, 1 ok, 1 skipped\n");
}

TEST(DoctorReport, NeutralizesControlCharactersInFindings) {
  DoctorReport report;
  report.add("a",
             Diagnosis(Level::warn, "x\x1b[2J", "line\nbreak",
                       "\x9b"
                       "31m"),
             0);
  EXPECT_THAT(report.text(), Not(HasSubstr("\x1b")));
  EXPECT_THAT(report.text(), HasSubstr("line\\nbreak"));
}

TEST(DoctorReport, HasTheSameContentAsJson) {
  DoctorReport report;
  report.add("disk", kBad, kTemporary);
  report.skip("daemon", "webhooks", "not running");
  const auto json = report.json();
  EXPECT_EQ(json["worst"], "fail");
  EXPECT_EQ(json["exit_code"], kTemporary);
  EXPECT_EQ(json["sections"][0]["name"], "disk");
  EXPECT_EQ(json["sections"][0]["lines"][0]["level"], "fail");
  EXPECT_EQ(json["sections"][0]["lines"][0]["advice"], "free some");
  EXPECT_EQ(json["sections"][1]["lines"][0]["level"], "skip");
}

}  // namespace
}  // namespace yak::cli
