// SPDX-License-Identifier: Apache-2.0
#include "unit/store_faults/workload.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "sqlite/database/database.hpp"

namespace yak::store_test {
namespace {

using What = Promise::What;

const ConversationKey kConversation("whatsapp", "+15551234567");
const char* const kUser = "whatsapp:+15551234567";

/// Queries over a closed store; each must return 0. Joined messages are named `joined-<turn>`.
constexpr std::pair<const char*, const char*> kFlaws[]{
    {"ended and unfinished", "SELECT count(*) FROM unfinished JOIN ended USING(message)"},
    {"unfinished, not in the inbox",
     "SELECT count(*) FROM unfinished WHERE message NOT IN (SELECT id FROM inbox)"},
    {"ended, not in the inbox",
     "SELECT count(*) FROM ended WHERE message NOT IN (SELECT id FROM inbox)"},
    {"delivery without a state",
     "SELECT count(*) FROM outbox WHERE id NOT IN (SELECT id FROM delivery)"},
    {"delivery without content",
     "SELECT count(*) FROM delivery WHERE id NOT IN (SELECT id FROM outbox)"},
    {"delivery of an unfinished turn",
     "SELECT count(*) FROM outbox WHERE message IN (SELECT message FROM unfinished)"},
    {"turn with a part of its deliveries",
     "SELECT count(*) FROM (SELECT count(*) AS made, max(parts) AS parts FROM outbox "
     "GROUP BY message) WHERE made <> parts"},
    {"turn without its deliveries",
     "SELECT count(*) FROM inbox WHERE external_id NOT LIKE 'joined-%' "
     "AND id NOT IN (SELECT message FROM unfinished) AND id NOT IN (SELECT message FROM ended) "
     "AND id NOT IN (SELECT message FROM outbox)"},
    {"turn without its line, or a line without its turn",
     "SELECT abs((SELECT count(*) FROM history) - (SELECT count(DISTINCT message) FROM outbox))"},
    {"line of an address that is a person's",
     "SELECT count(*) FROM history JOIN person ON peer = address AND history.channel = "
     "person.channel"},
    {"choice of an address that is a person's",
     "SELECT count(*) FROM key_value JOIN person ON space = 'model_choice' AND key = channel || "
     "':' || address"},
    {"usage of an address that is a person's",
     "SELECT count(*) FROM usage JOIN person ON user = channel || ':' || address"},
    {"usage that was lost or counted twice",
     "SELECT abs((SELECT total(messages) FROM usage) - (SELECT count(DISTINCT message) FROM "
     "outbox))"},
    {"message that joined a turn and outlived it",
     "SELECT count(*) FROM inbox AS joined JOIN inbox AS turn "
     "ON joined.external_id = 'joined-' || turn.external_id "
     "WHERE joined.id IN (SELECT message FROM unfinished) "
     "AND turn.id NOT IN (SELECT message FROM unfinished)"},
};

TurnCommit turn_of(MessageId message) {
  TurnCommit commit = commit_of(message, 2);
  commit.writes.appends.push_back({kConversation, {Role::user, "hello", WallTime{}}});
  put(commit.writes, "model_choice", kUser, "echo/echo");
  UsageRow used;
  used.user = kUser;
  used.model = "echo/echo";
  used.messages = 1;
  commit.writes.usage.push_back(std::move(used));
  return commit;
}

/// From the middle of the run on, the service sends the person's id beside the number.
void name_person(Message& message) {
  message.aliases.push_back(message.sender);
  message.address = message.sender;
  message.sender = message.peer = "US.1A2B";
}

}  // namespace

task<void> work(Store& store, std::string caller, int messages, std::size_t bytes,
                std::function<void(const Promise&)> tell) {
  for (int i = 0; i < messages; ++i) {
    const std::string name = caller + "-" + std::to_string(i);
    Message message = short_message(name);
    message.payload.assign(bytes, 'x');
    if (i == messages / 2) name_person(message);
    const auto accepted = co_await store.journal().accept(message);
    if (!accepted) continue;
    tell({What::accepted, name, accepted->id});
    if (i % 4 == 3) continue;
    TurnCommit commit = turn_of(accepted->id);
    if (i % 4 == 2) {
      const Message other = short_message("joined-" + name);
      const auto joined = co_await store.journal().accept(other);
      if (!joined) continue;
      tell({What::accepted, other.external_id, joined->id});
      commit.joined.push_back(joined->id);
    }
    const auto committed = co_await store.journal().commit(std::move(commit));
    if (!committed) continue;
    tell({What::committed, name, accepted->id});
    DeliveryUpdate change(committed->front(), DeliveryState::sent);
    change.receipt = "out-" + name;
    const DeliveryId delivery = change.id;
    const auto updated = co_await store.journal().update(std::move(change));
    if (updated) tell({What::sent, name, delivery});
  }
}

void Promises::add(const Promise& promise) {
  const std::lock_guard lock(mutex_);
  promises_.push_back(promise);
}

std::size_t Promises::size() const {
  const std::lock_guard lock(mutex_);
  return promises_.size();
}

void Promises::expect_kept(StoreHome& home) const {
  const auto store = open_store(home, sqlite_kind());
  ASSERT_TRUE(store);
  const std::lock_guard lock(mutex_);
  for (const auto& [what, name, id] : promises_) {
    if (what == What::accepted) {
      const auto again = wait(store->journal().accept(short_message(name)));
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_TRUE(again->duplicate) << name;
      EXPECT_EQ(again->id, id) << name;
    } else if (what == What::committed) {
      const auto second = wait(store->journal().commit(turn_of(id)));
      ASSERT_FALSE(second) << name;
      EXPECT_EQ(second.error().kind, ErrorKind::conflict) << name;
    } else {
      EXPECT_EQ(wait(store->journal_reader().find_receipt("whatsapp", "out-" + name)).value(), id)
          << name;
    }
  }
  EXPECT_TRUE(wait(store->journal().resume_messages(0, 1000)));
  EXPECT_TRUE(wait(store->journal().resume_deliveries(0, 1000)));
  accepted(*store, short_message("afterwards"));
  store->close();
  expect_sound(home);
}

void expect_sound(const StoreHome& home) {
  sqlite::Database database;
  database.open((home.folder.path() / "yak.db").string()).value();
  for (const auto& [flaw, sql] : kFlaws) EXPECT_EQ(database.number(sql), 0) << flaw;
  EXPECT_EQ(database.text("PRAGMA integrity_check"), "ok");
  database.outcome().value();
}

std::unique_ptr<Store> make_store(StoreHome& home) {
  StoreContext context = home.context();
  const testing::SettingsBuilder settings(sqlite_kind().schema());
  return sqlite_kind().factory(context, settings.build()).value();
}

}  // namespace yak::store_test
