// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store_contract/temp_folder.hpp"
#include "yak/plugin.hpp"
#include "yak/store.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/settings_builder.hpp"
#include "yak/testing/test_loop.hpp"

/// The tests of what every store promises (yak/store.hpp), for the stores of a program that defines
/// `store_kinds`. Installed with the SDK: yak_add_store_contract builds such a program.
namespace yak::store_contract {

/// The services that a store gets, and a folder for its files.
struct StoreHome {
  [[nodiscard]] StoreContext context() {
    return StoreContext{log, metrics, clock, folder.path().string()};
  }

  TempFolder folder;
  testing::RecordingLog log;
  testing::CountingMetrics metrics;
  testing::ManualClock clock;
};

/// A kind of store, as its plugin gives it to Registrar::store.
struct StoreKind {
  const char* name;
  Schema (*schema)();
  StoreFactory factory;
  /// Its content is lost with the object. The suite then opens the same object again where it would
  /// make a new one, as the next process.
  bool in_memory = false;
};

/// The stores that the suite runs for. Defined by the program that is built with the suite.
std::vector<StoreKind> store_kinds();

/// A new open store; null after a failed expectation.
std::unique_ptr<Store> open_store(StoreHome& home, const StoreKind& kind,
                                  testing::SettingsBuilder settings);
std::unique_ptr<Store> open_store(StoreHome& home, const StoreKind& kind);
/// Closes the store and opens it again, as the next process does.
void reopen(StoreHome& home, const StoreKind& kind, std::unique_ptr<Store>& store);

/// A message with every field filled in, different for each `number`.
Message full_message(int number);
/// A message that is only a text.
Message short_message(std::string external_id, std::string text = "hello");
/// A delivery with every field filled in.
Delivery full_delivery(int part, int parts);
/// The commit of `message` with one short delivery.
TurnCommit commit_of(MessageId message, int deliveries = 1);
/// A use of one model.
UsageRow usage_of(std::string user, std::string model, Day day, std::int64_t messages);

/// Adds a key to the writes of a turn. `value` absent: the commit erases it.
void put(Batch& writes, const std::string& space, std::string key,
         std::optional<std::string> value);

/// Every field, `id` and `suspicion` too.
bool same(const Message& left, const Message& right);
bool same(const Delivery& left, const Delivery& right);

/// Runs a store's call to its end on a loop of its own.
template <class T>
T wait(task<T> call) {
  return testing::run(std::move(call));
}
/// Accepts and returns the id; throws on a failure.
MessageId accepted(Store& store, const Message& message);
/// Commits and returns the ids of the deliveries; throws on a failure.
std::vector<DeliveryId> committed(Store& store, TurnCommit commit);
/// Accepts a message and ends it without a turn; throws on a failure.
MessageId ended(Store& store, std::string external_id, MessageState state);

}  // namespace yak::store_contract
