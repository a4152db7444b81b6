// SPDX-License-Identifier: Apache-2.0
#include "cli/text/status_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "yak/text/utf8.hpp"

namespace yak::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Json body() {
  return Json::parse(R"({
    "version": "1.2.3", "uptime_seconds": 125, "ready": true, "checks": {"store": "ok"},
    "generations": {"live": 1, "reloads": {}},
    "instances": [
      {"kind": "channel", "name": "whatsapp", "plugin": "twilio_whatsapp", "version": "1.0.0",
       "state": "running", "last_error": null},
      {"kind": "provider", "name": "openai", "plugin": "openai", "version": "1.0.0",
       "state": "running",
       "last_error": {"at": "2026-01-05T09:00:00.123Z", "level": "warn", "text": "it said 503"}},
      {"kind": "provider", "name": "spare", "plugin": "openai", "state": "off",
       "enabled_by": "SPARE_KEY"},
      {"kind": "core", "name": "core", "state": "running",
       "last_error": {"at": "2026-01-06T09:00:00.123Z", "level": "error", "text": "disk full"}}],
    "queue": {"messages_unfinished": 2, "oldest_message_seconds": 61, "deliveries_pending": 1,
      "oldest_delivery_seconds": null, "deliveries_in_doubt": 0, "dead_letters": 1,
      "messages_quarantined": 0, "store_bytes": 2097152, "turns_running": 1,
      "messages_waiting": 3, "backlog": 1234, "backlog_limit": 20000},
    "models": [{"name": "openai/gpt-4o", "default": true, "breaker": "open", "calls": 1200,
      "failures": 7, "tokens": 99, "cost_usd": 0.5}],
    "rates": {"1m": {"seconds": 60, "messages": 12, "turn_seconds_p95": 12.5}, "5m": {}}})");
}

TEST(StatusText, BeginsWithTheVerdict) {
  EXPECT_THAT(describe_status(body(), 100),
              StartsWith("ready  yak 1.2.3, up 2 minutes 5 seconds\n"));
  Json sick = body();
  sick["ready"] = false;
  sick["checks"]["store"] = "disk full";
  EXPECT_THAT(describe_status(sick, 100), StartsWith("NOT READY  yak 1.2.3"));
  EXPECT_THAT(describe_status(sick, 100), HasSubstr("\n  store: disk full\n"));
}

TEST(StatusText, ShowsRatesQueuesModelsAndInstances) {
  const std::string text = describe_status(body(), 100);
  EXPECT_THAT(text, HasSubstr("LAST                1m      5m\n"));
  EXPECT_THAT(text, HasSubstr("  messages          12       0\n"));
  EXPECT_THAT(text, HasSubstr("  turn p95         12s       -\n"));
  EXPECT_THAT(text, HasSubstr("  in memory: 1,234 of 20,000\n"));
  EXPECT_THAT(text, HasSubstr("  messages unfinished: 2 (oldest: 1m)\n"));
  EXPECT_THAT(text, HasSubstr("  deliveries pending: 1\n"));
  EXPECT_THAT(text, HasSubstr("  dead letters: 1 (see: yak dead-letters list)\n"));
  EXPECT_THAT(text, HasSubstr("  quarantined messages: 0\n"));
  EXPECT_THAT(text,
              HasSubstr("  openai/gpt-4o (default)  open     1,200       7      99  0.5000\n"));
  EXPECT_THAT(text, HasSubstr("  channel whatsapp  twilio_whatsapp 1.0.0  running\n"));
  EXPECT_THAT(text, HasSubstr("off (set SPARE_KEY)\n"));
  EXPECT_THAT(text, HasSubstr("  2026-01-06 09:00:00  core    disk full\n"
                              "  2026-01-05 09:00:00  openai  it said 503\n"));
}

TEST(StatusText, ShowsReloadsAndDrainingGenerations) {
  Json reloaded = body();
  reloaded["generations"] = Json{{"live", 2}, {"reloads", {{"ok", 3}, {"failed", 1}}}};
  EXPECT_THAT(describe_status(reloaded, 100),
              HasSubstr(", 2 generations, reloads ok: 3, reloads failed: 1\n"));
}

TEST(StatusText, ShowsChangesThatNeedARestart) {
  EXPECT_THAT(describe_status(body(), 100), Not(HasSubstr("restart")));
  Json waiting = body();
  waiting["waiting_for_restart"] = Json::parse(R"([{"key": "server.threads", "what": ""},
                      {"key": "store", "what": "plugin sqlite 1.0.0 → memory 1.0.0"}, 7])");
  EXPECT_THAT(describe_status(waiting, 100),
              HasSubstr("\n  waits for a restart: server.threads\n"
                        "  waits for a restart: store (plugin sqlite 1.0.0 → memory 1.0.0)\n"));
}

TEST(StatusText, CutsLongLinesAndNeutralizesControlCharacters) {
  Json wide = body();
  wide["instances"][1]["last_error"]["text"] = "\x1b[2J" + std::string(300, 'x');
  wide["queue"] = Json{{"error", "disk\nfull" + std::string(300, 'x')}};
  const std::string text = describe_status(wide, 80);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(count_code_points(line), 80U) << line;
  }
}

TEST(StatusText, AcceptsTheAnswerOfAnotherVersion) {
  EXPECT_THAT(describe_status(Json::object(), 100), StartsWith("NOT READY  yak "));
  const Json odd = Json::parse(R"({"instances": {"a": 1}, "models": 7, "rates": [],
    "queue": {"dead_letters": "many"}, "generations": null, "uptime_seconds": "long"})");
  EXPECT_THAT(describe_status(odd, 100), HasSubstr("dead letters: 0"));
}

ScreenView view_of(std::size_t lines, std::size_t columns, std::size_t top = 0,
                   bool scrolls = false) {
  return {lines, columns, top, scrolls, TextStyle()};
}

TEST(AsScreen, OverwritesTheOldScreenAndMarksLinesThatDoNotFit) {
  EXPECT_EQ(as_screen("a\nb\n", view_of(10, 80)), "\x1b[Ha\x1b[K\nb\x1b[K\n\x1b[J");
  EXPECT_EQ(as_screen("a\nb\nc\nd\n", view_of(4, 80)),
            "\x1b[Ha\x1b[K\nb\x1b[K\n… (more lines do not fit)\x1b[K\n\x1b[J");
  EXPECT_EQ(as_screen("0123456789\n", view_of(4, 5)), "\x1b[H0123…\x1b[K\n\x1b[J");
}

TEST(AsScreen, ShowsTheLinesAtTheScrollPosition) {
  EXPECT_EQ(as_screen("a\nb\nc\nd\ne\n", view_of(4, 80, 2, true)),
            "\x1b[Hc\x1b[K\nd\x1b[K\n"
            "… lines 3 to 4 of 5: arrows and Page keys scroll, q quits\x1b[K\n\x1b[J");
  // The text has become shorter than the scroll position.
  EXPECT_EQ(as_screen("a\nb\n", view_of(4, 80, 7, true)), "\x1b[Ha\x1b[K\nb\x1b[K\n\x1b[J");
}

TEST(AsScreen, KeysScrollWithinTheText) {
  struct Row {
    std::size_t top;
    Key key;
    std::size_t after;
  };
  // Ten lines on a screen of six rows, four of which show text.
  for (const Row& row : std::initializer_list<Row>{{0, Key(Key::Kind::down), 1},
                                                   {0, Key(Key::Kind::up), 0},
                                                   {6, Key(Key::Kind::down), 6},
                                                   {3, Key(Key::Kind::page_down), 6},
                                                   {3, Key(Key::Kind::page_up), 0},
                                                   {5, Key(Key::Kind::home), 0},
                                                   {0, Key(Key::Kind::end), 6},
                                                   {2, Key(Key::Kind::text, "j"), 3},
                                                   {2, Key(Key::Kind::text, "k"), 1},
                                                   {1, Key(Key::Kind::text, " "), 5},
                                                   {1, Key(Key::Kind::text, "x"), 1}}) {
    EXPECT_EQ(scrolled(view_of(6, 80, row.top), row.key, 10), row.after) << row.top;
  }
  EXPECT_EQ(scrolled(view_of(20, 80), Key(Key::Kind::end), 10), 0U);
}

TEST(PaintStatus, HighlightsProblems) {
  const TextStyle style = TextStyle::always();
  const std::string text =
      "NOT READY  yak 0.1\n  disk: full\n  waits for a restart: store\n\nQUEUES\n"
      "  dead letters: 2 (see: yak dead-letters list)\n  turns running: 0\n  b  x 1  off (set X)\n";
  EXPECT_EQ(paint_status(text, style),
            style.red("NOT READY") + "  yak 0.1\n" + style.red("  disk: full") + "\n" +
                style.yellow("  waits for a restart: store") + "\n\n" + style.bold("QUEUES") +
                "\n" + style.yellow("  dead letters: 2 (see: yak dead-letters list)") +
                "\n  turns running: 0\n" + style.dim("  b  x 1  off (set X)") + "\n");
  EXPECT_EQ(paint_status(text, TextStyle()), text);
}

}  // namespace
}  // namespace yak::cli
