// SPDX-License-Identifier: Apache-2.0
// What every store promises to many callers at once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include "store_contract/callers.hpp"
#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

constexpr int kCallers = 64;

class LoadContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, LoadContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

/// Accepts, commits and sends one message.
task<void> handle(Store& store, std::string external_id) {
  const Message message = short_message(std::move(external_id));
  const auto accepted = co_await store.journal().accept(message);
  TurnCommit commit = commit_of(accepted.value().id, 2);
  commit.writes.appends.push_back({message.conversation(), {Role::user, message.text, {}}});
  commit.writes.usage.push_back(usage_of("u", "m", 7, 1));
  const auto committed = co_await store.journal().commit(std::move(commit));
  const DeliveryUpdate update(committed.value().at(0), DeliveryState::sent);
  const auto updated = co_await store.journal().update(update);
  updated.value();
}

TEST_P(LoadContract, CountsExactly) {
  constexpr int kEach = 20;
  Store& store = *store_;
  const auto work = [&store](int caller) -> task<void> {
    for (int i = 0; i < kEach; ++i) {
      co_await handle(store, std::to_string(caller) + "-" + std::to_string(i));
    }
  };
  run_callers(kCallers, work);
  const StoreStats stats = wait(store_->maintenance().stats()).value();
  EXPECT_EQ(stats.messages_unfinished, 0);
  EXPECT_EQ(stats.deliveries_pending, kCallers * kEach);
  EXPECT_EQ(wait(store_->usage().rows("u", 7, 7))->at(0).messages, kCallers * kEach);
  const ConversationKey conversation = short_message("").conversation();
  EXPECT_EQ(wait(store_->history().recent(conversation, 1'000'000))->size(),
            static_cast<std::size_t>(kCallers * kEach));
}

TEST_P(LoadContract, TakesOneOfManyDuplicatesThatRace) {
  constexpr int kMessages = 20;
  Store& store = *store_;
  std::mutex mutex;
  std::map<int, std::set<MessageId>> ids;
  std::map<int, int> originals;
  const auto work = [&](int /*caller*/) -> task<void> {
    for (int i = 0; i < kMessages; ++i) {
      const Message message = short_message(std::to_string(i));
      const auto accepted = co_await store.journal().accept(message);
      const std::lock_guard lock(mutex);
      ids[i].insert(accepted.value().id);
      if (!accepted.value().duplicate) ++originals[i];
    }
  };
  run_callers(kCallers, work);
  for (int i = 0; i < kMessages; ++i) {
    EXPECT_EQ(ids[i].size(), 1U);
    EXPECT_EQ(originals[i], 1);
  }
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, kMessages);
}

TEST_P(LoadContract, CommitsOneOfManyThatRace) {
  Store& store = *store_;
  const MessageId id = accepted(store, short_message("a"));
  std::atomic<int> committed = 0;
  std::atomic<int> conflicts = 0;
  const auto work = [&, id](int /*caller*/) -> task<void> {
    TurnCommit commit = commit_of(id);
    const auto outcome = co_await store.journal().commit(std::move(commit));
    if (outcome) ++committed;
    if (!outcome && outcome.error().kind == ErrorKind::conflict) ++conflicts;
  };
  run_callers(kCallers, work);
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(conflicts, kCallers - 1);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 1);
}

TEST_P(LoadContract, EachCallerReadsWhatItWrote) {
  Store& store = *store_;
  std::atomic<int> stale = 0;
  const auto work = [&](int caller) -> task<void> {
    const std::string key = std::to_string(caller);
    for (int i = 0; i < 20; ++i) {
      Batch batch;
      store.kv("space")->put_with(batch, key, std::to_string(i)).value();
      const auto written = co_await store.journal().write(std::move(batch));
      written.value();
      const auto read = co_await store.kv("space")->get(key);
      if (read.value() != std::to_string(i)) ++stale;
    }
  };
  run_callers(kCallers, work);
  EXPECT_EQ(stale, 0);
}

}  // namespace
}  // namespace yak::store_contract
