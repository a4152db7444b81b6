// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "cli/doctor/doctor_daemon.hpp"
#include "cli/doctor/doctor_limits.hpp"
#include "doctor/doctor_admission.hpp"
#include "doctor/doctor_certificate.hpp"
#include "doctor/doctor_listeners.hpp"
#include "doctor/doctor_outside.hpp"

namespace yak::doctor {
namespace {

using namespace std::chrono_literals;
using Level = Diagnosis::Level;
using ::testing::HasSubstr;

const WallTime kNow{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};
const auto kNowSeconds = std::chrono::floor<std::chrono::seconds>(kNow);

Diagnosis clock_of(std::chrono::seconds ahead) {
  SeenServer server;
  server.ahead = ahead;
  return diagnose_servers({{"api.example.com", server}}, kNow).front();
}

TEST(DoctorClock, AcceptsSecondsWarnsAtAMinuteAndFailsAtAnHour) {
  EXPECT_EQ(clock_of(3s).level, Level::ok);
  EXPECT_EQ(clock_of(-3s).level, Level::ok);
  EXPECT_EQ(clock_of(1min).level, Level::warn);
  EXPECT_EQ(clock_of(1h).level, Level::fail);
  EXPECT_EQ(clock_of(-1h).level, Level::fail);
  EXPECT_THAT(clock_of(1h).detail, HasSubstr("3600 s ahead of what api.example.com says"));
  EXPECT_THAT(clock_of(-1h).detail, HasSubstr("behind"));
}

TEST(DoctorCertificate, WarnsTwoWeeksBeforeItsEnd) {
  const auto level = [](std::chrono::seconds left) {
    return diagnose_certificate("TLS", kNowSeconds + left, kNow).level;
  };
  EXPECT_EQ(level(std::chrono::days(90)), Level::ok);
  EXPECT_EQ(level(std::chrono::days(13)), Level::warn);
  EXPECT_EQ(level(-1s), Level::fail);
  EXPECT_THAT(diagnose_certificate("TLS", kNowSeconds, kNow).detail, HasSubstr("2026-11-22"));
}

TEST(DoctorDisk, FailsBelowTheFloorAndWarnsSlightlyAboveIt) {
  constexpr std::uint64_t kFloor = 64U << 20U;
  EXPECT_EQ(diagnose_room("/d", kFloor - 1, kFloor).level, Level::fail);
  EXPECT_EQ(diagnose_room("/d", 2 * kFloor, kFloor).level, Level::warn);
  EXPECT_EQ(diagnose_room("/d", 5 * kFloor, kFloor).level, Level::ok);
  EXPECT_EQ(diagnose_room("/d", 0, 0).level, Level::ok) << "no floor is configured";
}

TEST(DoctorListeners, ReportsAPortInUse) {
  boost::asio::io_context loop;
  boost::asio::ip::tcp::acceptor taken(loop, {boost::asio::ip::make_address("127.0.0.1"), 0});
  const std::string address = "127.0.0.1:" + std::to_string(taken.local_endpoint().port());
  const Diagnosis finding = diagnose_port("public listener", address);
  EXPECT_EQ(finding.level, Level::fail);
  EXPECT_THAT(finding.detail, HasSubstr(address));
  taken.close();
  EXPECT_EQ(diagnose_port("public listener", address).level, Level::ok);
}

TEST(DoctorDaemon, FailsEachCheckThatIsNotOk) {
  const auto diagnoses = cli::diagnose_status(cli::Json::parse(
      R"({"ready":false,"checks":{"started":"ok","disk":"3 KiB are left","store":"locked"}})"));
  ASSERT_EQ(diagnoses.size(), 2U);
  EXPECT_EQ(diagnoses[0].what, "daemon disk");
  EXPECT_EQ(diagnoses[0].level, Level::fail);
  EXPECT_EQ(diagnoses[1].detail, "locked");
  EXPECT_EQ(cli::diagnose_status(cli::Json::parse(R"({"ready":true})")).front().level, Level::ok);
  EXPECT_EQ(cli::diagnose_status(cli::Json::parse("{}")).front().level, Level::fail);
}

TEST(DoctorDaemon, FailsAnInstanceThatIsDegraded) {
  const auto diagnoses = cli::diagnose_status(cli::Json::parse(
      R"({"ready":true,"instances":[{"kind":"channel","name":"tg","state":"degraded",
          "trouble":"background work 'poll' failed"},{"kind":"core","state":"running"}]})"));
  ASSERT_EQ(diagnoses.size(), 2U);
  EXPECT_EQ(diagnoses[1].level, Level::fail);
  EXPECT_EQ(diagnoses[1].what, "daemon channel tg");
  EXPECT_EQ(diagnoses[1].detail, "degraded: background work 'poll' failed");
}

TEST(DoctorDaemon, AWebhookIsGoodOnlyIfItPassed) {
  const Diagnosis good = cli::diagnose_webhook(
      cli::Json::parse(R"({"url":"https://b/webhook","explanation":"it arrives","passed":true})"));
  EXPECT_EQ(good.level, Level::ok);
  const Diagnosis bad = cli::diagnose_webhook(cli::Json::parse(
      R"({"url":"https://b/webhook","explanation":"404 of a tunnel","passed":false})"));
  EXPECT_EQ(bad.level, Level::fail);
  EXPECT_THAT(bad.detail, HasSubstr("404 of a tunnel"));
  EXPECT_EQ(cli::diagnose_webhook(cli::Json::object()).level, Level::fail);
}

TEST(DoctorLimits, ReportsTooFewDescriptorsForTheConnections) {
  const Diagnosis enough = cli::diagnose_descriptors(10'000, 65'536);
  EXPECT_EQ(enough.level, Diagnosis::Level::ok);
  const Diagnosis few = cli::diagnose_descriptors(10'000, 1024);
  EXPECT_EQ(few.level, Diagnosis::Level::warn);
  EXPECT_THAT(few.detail,
              ::testing::HasSubstr("1024 open files are allowed, so 512 instead of 10000"));
  EXPECT_THAT(few.advice, ::testing::HasSubstr("LimitNOFILE"));
  const cli::Json told{{"connections", {{"configured", 10'000}, {"descriptors", 1024}}}};
  ASSERT_TRUE(cli::diagnose_descriptors(told));
  EXPECT_EQ(cli::diagnose_descriptors(told)->level, Diagnosis::Level::warn);
  EXPECT_FALSE(cli::diagnose_descriptors(cli::Json::object()));
}

TEST(DoctorConfiguration, FailsIfTheDaemonRunsAnotherConfiguration) {
  generation::PlanSummary here;
  here.file = "/etc/yak/yak.yaml";
  here.on = {"store store (sqlite)", "channel console (console)"};
  here.fingerprint = "0123456789abcdef";
  cli::Json runs{{"file", here.file},
                 {"instances_on", 2},
                 {"instances", here.on},
                 {"fingerprint", here.fingerprint}};
  const auto judge = [&] {
    return cli::diagnose_configuration(cli::Json{{"configuration", runs}}, here);
  };
  EXPECT_EQ(judge().level, Level::ok);
  runs["fingerprint"] = "fedcba9876543210";
  EXPECT_EQ(judge().level, Level::fail);
  EXPECT_EQ(judge().detail,
            "the daemon runs another configuration (2 instances on, this file 2); the instances "
            "are the same, but some settings differ");
  runs["instances_on"] = 3;
  runs["instances"].push_back("channel whatsapp (twilio_whatsapp)");
  runs["file"] = "/srv/yak.yaml";
  EXPECT_EQ(judge().detail,
            "the daemon runs another configuration (3 instances on, this file 2); its file is "
            "/srv/yak.yaml; only in the daemon: channel whatsapp (twilio_whatsapp)");
  EXPECT_EQ(cli::diagnose_configuration(cli::Json::object(), here).level, Level::warn)
      << "an older daemon";
}

TEST(DoctorSocket, MustBeOpenToTheConfiguredGroupOnly) {
  const auto level = [](std::uint32_t mode, std::uint32_t gid, const char* group, bool folder) {
    return diagnose_socket("/run/yak/yak.sock", mode, gid, group, folder).level;
  };
  EXPECT_EQ(level(0140600, 0, "", false), Level::ok);
  EXPECT_EQ(level(0140660, 0, "root", true), Level::ok);
  EXPECT_EQ(level(0140660, 0, "root", false), Level::warn);
  EXPECT_EQ(level(0140660, 1, "root", true), Level::warn) << "another group";
  EXPECT_EQ(level(0140660, 0, "", true), Level::warn) << "no group is configured";
  EXPECT_EQ(level(0140666, 0, "root", true), Level::warn);
  EXPECT_THAT(diagnose_socket("/run/yak/yak.sock", 0140660, 0, "root", true).detail,
              HasSubstr("owner and group root"));
}

TEST(DoctorAdmission, NamesChannelsThatAdmitEverybodyWithoutLimits) {
  const auto judge = [](const std::string& allow_from, const std::string& limits) {
    const std::string text =
        "server: {listen: 127.0.0.1:0}\nchannels:\n  web: {plugin: whatever, allow_from: " +
        allow_from + "}\nproviders: {echo: {plugin: echo}}\nassistant: {model: echo/echo}\n" +
        limits;
    config::Problems problems;
    const auto none = [](const std::string& /*name*/) { return std::optional<std::string>(); };
    generation::Plan plan{config::Config::parse(text, "yak.yaml", none, problems), {}, {}, {}, {}};
    EXPECT_TRUE(problems.empty()) << problems.text();
    for (const config::Instance& instance : plan.config.instances()) {
      const Schema schema{Field::rate("per_user", ""), Field::number("cost_per_day_usd", "")};
      plan.instances.push_back({instance, nullptr, plan.config.check(instance, schema, problems)});
    }
    return diagnose_admission(plan);
  };
  EXPECT_TRUE(judge(R"(["+49151"])", "").empty());
  const std::string all = R"(["*"])";
  EXPECT_THAT(judge(all, "").front().detail, HasSubstr("no message limit and no budget"));
  EXPECT_THAT(judge(all, "middleware: [{plugin: rate_limit, per_user: 20/1m}]").front().detail,
              HasSubstr("no budget"));
  EXPECT_THAT(judge(all, "middleware: [{plugin: rate_limit, cost_per_day_usd: 1}]").front().detail,
              HasSubstr("no message limit"));
  const std::string both =
      "middleware: [{plugin: rate_limit, per_user: 20/1m, cost_per_day_usd: 1}]";
  EXPECT_EQ(judge(all, both).front().level, Level::ok);
}

}  // namespace
}  // namespace yak::doctor
