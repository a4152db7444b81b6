// SPDX-License-Identifier: Apache-2.0
#include "admin/api/dead_letter_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "admin/api_response.hpp"
#include "unit/delivery/engine.hpp"
#include "yak/testing/fake_routes.hpp"

namespace yak::admin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::FakeRequest;
using ::testing::HasSubstr;

class RetriedMessages final : public delivery::MessageSink {
 public:
  void dispatch(Message message, std::shared_ptr<delivery::InlineTicket> /*ticket*/,
                delivery::Arrival /*arrival*/) override {
    messages.push_back(std::move(message));
  }
  std::vector<Message> messages;
};

class DeadLetterApiTest : public ::testing::Test {
 protected:
  DeadLetterApiTest() { EXPECT_TRUE(api.add_routes(routes)); }

  /// Adds a dead delivery that the channel rejected.
  void add_delivery(const std::string& peer, const std::string& text, const std::string& reason) {
    engine.channel.script(SendOutcome::rejected(reason));
    engine.outbox->enqueue(engine.commit(peer, {text}));
    engine.settle();
  }
  /// Adds a dead message whose turns crashed the process.
  MessageId add_message(const std::string& peer, const std::string& text) {
    MessageId id = 0;
    engine.run([&]() -> task<void> {
      Message message;
      message.channel = "fake";
      message.external_id = text;
      message.peer = peer;
      message.raw_text = text;
      message.received_at = engine.clock.now();
      const auto accepted = co_await engine.store.accept(message);
      id = accepted->id;
      TurnCommit commit;
      commit.message = id;
      commit.state = MessageState::quarantined;
      co_await engine.store.commit(commit);
    });
    return id;
  }

  Json ask(const std::string& method, const std::string& target, int status = 200) {
    ServerResponse response;
    engine.run([&]() -> task<void> {
      response = co_await routes.call(FakeRequest(method, "/api/v1/dead-letters" + target));
    });
    engine.settle();
    EXPECT_EQ(response.status, status) << target << ": " << response.body;
    return Json::parse(response.body, nullptr, false);
  }
  std::vector<std::string> ids(const Json& page) {
    std::vector<std::string> names;
    for (const Json& letter : page["dead_letters"]) names.push_back(letter["id"]);
    return names;
  }
  double counted(const char* what) {
    return engine.metrics.value(std::string("yak_dead_letters_") + what + "_total");
  }

  testing::Engine engine;
  RetriedMessages sink;
  testing::FakeRoutes routes;
  DeadLetterApi api{{engine.store, *engine.outbox, sink, engine.backlog, engine.clock,
                     engine.metrics, engine.log}};
};

TEST_F(DeadLetterApiTest, ListsDeadLettersWithMaskedAddresses) {
  add_delivery("+15551234567", "the answer", "not a number");
  engine.clock.advance(90s);
  const Json page = ask("GET", "");
  ASSERT_EQ(page["dead_letters"].size(), 1U);
  const Json expected{{"id", "d1"},         {"kind", "delivery"},
                      {"message", 1},       {"channel", "fake"},
                      {"to", "+1555•••67"}, {"reason", "not a number"},
                      {"attempts", 1},      {"at", "2026-01-05T09:00:00.000Z"},
                      {"age_seconds", 90}};
  EXPECT_EQ(page["dead_letters"][0], expected);
  EXPECT_TRUE(page["next"].is_null());
}

TEST_F(DeadLetterApiTest, ListsNothingInAnEmptyStore) {
  const Json page = ask("GET", "?limit=1000");
  EXPECT_TRUE(page["dead_letters"].is_array());
  EXPECT_TRUE(page["dead_letters"].empty());
  EXPECT_TRUE(page["next"].is_null());
}

TEST_F(DeadLetterApiTest, PagesListDeliveriesBeforeMessages) {
  add_message("+3", "crash");
  add_delivery("+1", "one", "refused");
  add_delivery("+2", "two", "refused");
  const Json first = ask("GET", "?limit=2");
  EXPECT_THAT(ids(first), ElementsAre("d1", "d2"));
  EXPECT_EQ(first["next"], "d2");
  const Json last = ask("GET", "?limit=2&after=d2");
  EXPECT_THAT(ids(last), ElementsAre("m1"));
  EXPECT_TRUE(last["next"].is_null());
}

TEST_F(DeadLetterApiTest, ShowsTheTextOfOne) {
  add_delivery("+15551234567", "the answer", "not a number");
  const Json letter = ask("GET", "/d1");
  EXPECT_EQ(letter["text"], "the answer");
  EXPECT_EQ(letter["to"], "+1555•••67");
}

TEST_F(DeadLetterApiTest, ARetriedDeliveryIsSentAtOnce) {
  add_delivery("+1", "the answer", "refused");
  ASSERT_EQ(engine.channel.sent().size(), 1U);
  EXPECT_EQ(ask("POST", "/d1/retry")["retried"], true);
  EXPECT_EQ(engine.channel.sent().size(), 2U);
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::sent);
  EXPECT_EQ(engine.backlog.size(), 0U);
  EXPECT_EQ(counted("retried"), 1);
  ask("POST", "/d1/retry", 404);
  EXPECT_EQ(counted("retried"), 1);
}

TEST_F(DeadLetterApiTest, ARetriedMessageGoesToItsLane) {
  const std::string name = "/m" + std::to_string(add_message("+1", "crash"));
  ask("POST", name + "/retry");
  ASSERT_EQ(sink.messages.size(), 1U);
  EXPECT_EQ(sink.messages.front().raw_text, "crash");
  EXPECT_EQ(engine.backlog.size(), 1U);
  EXPECT_EQ(engine.store.state_of(sink.messages.front().id), MessageState::received);
  EXPECT_EQ(counted("retried"), 1);
}

TEST_F(DeadLetterApiTest, RetriesNothingWhileTheBacklogIsFull) {
  add_delivery("+1", "the answer", "refused");
  engine.backlog.add(1'000);
  EXPECT_THAT(ask("POST", "/d1/retry", 503)["error"].get<std::string>(), HasSubstr("backlog"));
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::dead);
}

TEST_F(DeadLetterApiTest, APurgedLetterIsGone) {
  add_delivery("+1", "the answer", "refused");
  EXPECT_EQ(ask("POST", "/d1/purge")["purged"], true);
  ask("GET", "/d1", 404);
  ask("POST", "/d1/purge", 404);
  EXPECT_EQ(counted("purged"), 1);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
}

TEST_F(DeadLetterApiTest, BadRequestsGetAnErrorText) {
  struct Case {
    const char* method;
    const char* target;
    int status;
    const char* words;
  };
  const std::vector<Case> cases{{"GET", "?limit=0", 400, "from 1 to 1000"},
                                {"GET", "?limit=1001", 400, "from 1 to 1000"},
                                {"GET", "?limit=10x", 400, "from 1 to 1000"},
                                {"GET", "?after=12", 400, "'12' is not the id of a dead letter"},
                                {"GET", "/", 400, "d12 or m7"},
                                {"GET", "/x1", 400, "'x1' is not the id of a dead letter"},
                                {"GET", "/d9", 404, "d9 is no dead letter"},
                                {"GET", "/d9/retry", 404, "no such endpoint"},
                                {"POST", "/d9", 404, "/retry or …/purge"},
                                {"POST", "/d9/retry/", 404, "/retry or …/purge"},
                                {"POST", "/d-1/retry", 400, "'d-1' is not the id of a dead letter"},
                                {"POST", "/m9/retry", 404, "m9 is no dead letter"},
                                {"POST", "/m9/purge", 404, "m9 is no dead letter"}};
  for (const Case& each : cases) {
    const Json body = ask(each.method, each.target, each.status);
    EXPECT_THAT(body["error"].get<std::string>(), HasSubstr(each.words)) << each.target;
  }
}

TEST_F(DeadLetterApiTest, AStoreThatFailsIs503) {
  engine.store.fail_with(error(ErrorKind::unavailable, "disk full"));
  for (const char* target : {"", "/d1"}) EXPECT_EQ(ask("GET", target, 503)["error"], "disk full");
  for (const char* target : {"/d1/retry", "/d1/purge"}) ask("POST", target, 503);
  EXPECT_EQ(counted("retried") + counted("purged"), 0);
}

}  // namespace
}  // namespace yak::admin
