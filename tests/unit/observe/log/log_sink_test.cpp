// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yak/testing/manual_clock.hpp"

namespace yak::observe {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

TEST(LogSink, SuppressesRepeatsAndCountsThem) {
  testing::ManualClock clock;
  ::testing::internal::CaptureStderr();
  {
    LogSink sink(clock, LogLevel::info, LogFormat::text);
    SourceLogger log(sink, "net");
    for (int i = 0; i < 61; ++i) log.warn("tls failed", {{"try", i}});
    EXPECT_EQ(sink.suppressed(), 41U);
    sink.write_repeats();
    clock.advance(10s);
    sink.write_repeats();
    sink.write_repeats();
  }
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(count(text, "tls failed try="), 20U);
  EXPECT_EQ(count(text, R"(warn  [net] tls failed repeats="repeated 41 more times in 10 s" )"
                        "left_out=41"),
            1U);
}

TEST(LogSink, ReportsSuppressedLinesOnDestruction) {
  testing::ManualClock clock;
  ::testing::internal::CaptureStderr();
  {
    LogSink sink(clock, LogLevel::info, LogFormat::json);
    SourceLogger log(sink, "net");
    for (int i = 0; i < 21; ++i) log.error("no");
  }
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr(R"("left_out":"1")"));
}

TEST(LogSink, AddressesAreMaskedUnlessTheOperatorWantsThem) {
  testing::ManualClock clock;
  LogSink sink(clock, LogLevel::info, LogFormat::text);
  const SourceLogger log(sink, "whatsapp");
  EXPECT_THAT(log.address("+15551234567"), Not(HasSubstr("1234")));
  sink.show_addresses(true);
  EXPECT_EQ(log.address("+15551234567"), "+15551234567");
}

TEST(LogSink, NumbersInQuotedTextAreMaskedToo) {
  testing::ManualClock clock;
  ::testing::internal::CaptureStderr();
  {
    LogSink sink(clock, LogLevel::info, LogFormat::json);
    SourceLogger log(sink, "whatsapp");
    log.warn("refused", {{"reason", "21211: +15551234567 is not valid"}});
    EXPECT_THAT(sink.last_errors().begin()->second.text, Not(HasSubstr("5551234567")));
    sink.show_addresses(true);
    log.info("refused", {{"reason", "21211: +15557654321 is not valid"}});
  }
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("21211: +1555•••67 is not valid"));
  EXPECT_THAT(text, HasSubstr("21211: +15557654321 is not valid"));
}

TEST(LogSink, KeepsTheLastErrorWithoutItsSecrets) {
  testing::ManualClock clock;
  ::testing::internal::CaptureStderr();
  {
    LogSink sink(clock, LogLevel::info, LogFormat::text);
    std::vector<Secret> secrets;
    secrets.emplace_back("canary-secret");
    sink.set_secrets(std::move(secrets));
    SourceLogger log(sink, "core");
    log.info("all is well", {{"channel", "whatsapp"}});
    EXPECT_TRUE(sink.last_errors().empty());
    log.error("a send failed\n",
              {{"channel", "whatsapp"}, {"reason", "canary-secret was refused"}});
    const auto errors = sink.last_errors();
    EXPECT_EQ(errors.at("whatsapp").text, "a send failed\\n: [redacted] was refused");
    EXPECT_EQ(errors.at("whatsapp").level, LogLevel::error);
    EXPECT_EQ(errors.at("whatsapp").at, clock.now());
  }
  ::testing::internal::GetCapturedStderr();
}

TEST(LogSink, RemovesSecretsThatTheFormatWouldEscape) {
  const char* const secret = "pa\"ss\\wo\trd";
  for (const LogFormat format : {LogFormat::text, LogFormat::json}) {
    testing::ManualClock clock;
    ::testing::internal::CaptureStderr();
    {
      LogSink sink(clock, LogLevel::info, format);
      std::vector<Secret> secrets;
      secrets.emplace_back(secret);
      sink.set_secrets(std::move(secrets));
      SourceLogger log(sink, "core");
      log.error(std::string("refused ") + secret, {{"reason", std::string("sent ") + secret}});
      EXPECT_EQ(sink.last_errors().at("core").text, "refused [redacted]: sent [redacted]");
    }
    const std::string text = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(text, Not(HasSubstr("pa")));
    EXPECT_EQ(count(text, "[redacted]"), 2U);
  }
}

}  // namespace
}  // namespace yak::observe
