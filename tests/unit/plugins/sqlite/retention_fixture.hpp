// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "sqlite/retention/retention.hpp"
#include "unit/store/yak_stores.hpp"

namespace yak::store_test {

/// A store whose time a test turns, and that is asked to look at what may go.
class SqliteRetention : public ::testing::Test {
 protected:
  void SetUp() override { open(); }

  /// SettingsBuilder checks no bounds: a size far below what may be configured.
  void open(std::uint64_t max_size = 1U << 30U) {
    store_.reset();
    testing::SettingsBuilder settings(sqlite_kind().schema());
    settings.duration("retention", std::chrono::days(30)).size("max_size", max_size);
    store_ = open_store(home_, sqlite_kind(), std::move(settings));
  }
  Message message(const std::string& external_id, std::size_t bytes = 10) {
    Message made = short_message(external_id);
    made.received_at = home_.clock.now();
    made.payload.assign(bytes, 'x');
    return made;
  }
  MessageId accept(const std::string& external_id) {
    return accepted(*store_, message(external_id));
  }
  /// A message that ends without deliveries.
  MessageId end(const std::string& external_id, MessageState state) {
    TurnCommit end;
    end.message = accept(external_id);
    end.state = state;
    committed(*store_, end);
    return end.message;
  }
  /// A message with one delivery and a line of history.
  DeliveryId turn(const std::string& external_id, DeliveryState state = DeliveryState::sent,
                  std::size_t bytes = 10) {
    TurnCommit commit = commit_of(accepted(*store_, message(external_id, bytes)));
    commit.deliveries[0].created_at = home_.clock.now();
    commit.deliveries[0].receipt = "out-" + external_id;
    commit.writes.appends.push_back(
        {{"whatsapp", "+1"}, {Role::user, external_id, home_.clock.now()}});
    const DeliveryId id = committed(*store_, commit).front();
    wait(store_->journal().update({id, state})).value();
    return id;
  }
  void turns(int count, const std::string& name, std::size_t bytes = 10) {
    for (int i = 0; i < count; ++i) turn(name + std::to_string(i), DeliveryState::sent, bytes);
  }
  /// Until the writer is done with what follows the last commit: a lookup is behind it.
  void settle() { wait(store_->kv("space")->get("key")).value(); }
  void pass(std::chrono::milliseconds span) {
    settle();
    home_.clock.advance(span);
  }
  void set_clock(std::chrono::milliseconds by) {
    settle();
    home_.clock.set_now(home_.clock.now() + by);
  }
  /// Has the store look at what may go.
  void look(std::chrono::milliseconds after = sqlite::Retention::kLook) {
    pass(after);
    wait(store_->maintenance().check()).value();
    settle();
  }
  void looks(int times) {
    for (int i = 0; i < times; ++i) look();
  }
  bool knows(const std::string& external_id) {
    return wait(store_->journal().accept(message(external_id)))->duplicate;
  }
  bool knows_delivery(const std::string& external_id) {
    return wait(store_->journal_reader().find_receipt("whatsapp", "out-" + external_id)).value() !=
           0;
  }
  std::size_t lines() { return wait(store_->history().recent({"whatsapp", "+1"}, 10000))->size(); }
  double used() { return home_.metrics.value("yak_store_bytes", {{"part", "used"}}); }
  double pruned(const char* what) {
    return home_.metrics.value("yak_store_pruned_total", {{"what", what}});
  }

  StoreHome home_;
  std::unique_ptr<Store> store_;
};

}  // namespace yak::store_test
