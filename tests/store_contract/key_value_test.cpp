// SPDX-License-Identifier: Apache-2.0
// What every store promises of keys and values.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class KeyValueContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  ErrorKind refused(KeyValueTransaction transaction) {
    const auto outcome = wait(keys_->transact(std::move(transaction)));
    return outcome ? ErrorKind::internal : outcome.error().kind;
  }
  void apply(KeyValueTransaction transaction) {
    wait(keys_->transact(std::move(transaction))).value();
  }
  std::optional<std::string> get(std::string key) {
    return wait(keys_->get(std::move(key))).value();
  }
  std::vector<std::string> scan(std::string prefix, std::string after = {}, int limit = 100) {
    std::vector<std::string> keys;
    auto page = wait(keys_->scan(std::move(prefix), std::move(after), limit)).value();
    for (KeyValueEntry& entry : page) keys.push_back(std::move(entry.key));
    return keys;
  }
  [[nodiscard]] WallTime in(seconds span) const { return home_.clock.now() + span; }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
  std::unique_ptr<KeyValue> keys_ = store_->kv("channel/whatsapp");
};

INSTANTIATE_TEST_SUITE_P(Stores, KeyValueContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(KeyValueContract, KeepsAValueUntilItIsReplacedOrErased) {
  EXPECT_EQ(get("a"), std::nullopt);
  const std::string bytes("\0\xff", 2);
  apply(KeyValueTransaction().put("a", "1").put("b", bytes));
  EXPECT_EQ(get("a"), "1");
  EXPECT_EQ(get("b"), bytes);
  apply(KeyValueTransaction().put("a", "2").erase("b").erase("never"));
  EXPECT_EQ(get("a"), "2");
  EXPECT_EQ(get("b"), std::nullopt);
}

TEST_P(KeyValueContract, HidesTheKeysOfOneSpaceFromOthers) {
  apply(KeyValueTransaction().put("a", "1"));
  const auto other = store_->kv("channel/telegram");
  EXPECT_EQ(wait(other->get("a")).value(), std::nullopt);
  EXPECT_THAT(wait(other->scan({}, {}, 10)).value(), IsEmpty());
  wait(other->transact(KeyValueTransaction().erase("a"))).value();
  EXPECT_EQ(wait(store_->kv("channel/whatsapp")->get("a")).value(), "1");
}

TEST_P(KeyValueContract, ScansAPrefixPageByPageInOrderOfBytes) {
  apply(KeyValueTransaction().put("u/b", "").put("u/a", "").put("u", "").put("v", ""));
  apply(KeyValueTransaction().put("u/\xc3\xa9", "").put("t/z", "").put("u0", ""));
  EXPECT_THAT(scan("u/"), ElementsAre("u/a", "u/b", "u/\xc3\xa9"));
  EXPECT_THAT(scan("u/", {}, 2), ElementsAre("u/a", "u/b"));
  EXPECT_THAT(scan("u/", "u/b", 2), ElementsAre("u/\xc3\xa9"));
  EXPECT_THAT(scan({}), ElementsAre("t/z", "u", "u/a", "u/b", "u/\xc3\xa9", "u0", "v"));
  EXPECT_THAT(scan("u/", {}, 0), IsEmpty());
  EXPECT_THAT(scan("w"), IsEmpty());
}

TEST_P(KeyValueContract, GivesNoMoreThanAPageHolds) {
  for (int batch = 0; batch < 2; ++batch) {
    KeyValueTransaction many;
    for (int i = 0; i < 600; ++i) many.put(std::to_string(batch * 600 + i), "");
    apply(std::move(many));
  }
  EXPECT_EQ(scan({}, {}, 100'000).size(), static_cast<std::size_t>(KeyValue::kMaxScanned));
}

TEST_P(KeyValueContract, SetsOnlyWhatStillHasTheExpectedValues) {
  apply(KeyValueTransaction().expect("a", std::nullopt).put("a", "1"));
  EXPECT_EQ(refused(KeyValueTransaction().expect("a", std::nullopt).put("a", "2")),
            ErrorKind::conflict);
  EXPECT_EQ(refused(KeyValueTransaction().expect("a", "0").put("a", "2")), ErrorKind::conflict);
  EXPECT_EQ(refused(KeyValueTransaction().expect("b", "1").put("b", "2")), ErrorKind::conflict);
  apply(KeyValueTransaction().expect("a", "1").put("a", "2"));
  EXPECT_EQ(get("a"), "2");
  EXPECT_EQ(get("b"), std::nullopt);
}

TEST_P(KeyValueContract, AppliesAllWritesOrNone) {
  apply(KeyValueTransaction().put("a", "1").put("b", "1"));
  KeyValueTransaction stale;
  stale.put("a", "2").erase("b").put("c", "2").expect("a", "1").expect("b", "0");
  EXPECT_EQ(refused(std::move(stale)), ErrorKind::conflict);
  EXPECT_EQ(get("a"), "1");
  EXPECT_EQ(get("b"), "1");
  EXPECT_EQ(get("c"), std::nullopt);
}

TEST_P(KeyValueContract, ForgetsAKeyWhenItsTimeHasCome) {
  apply(KeyValueTransaction().put("a", "1", in(seconds(10))).put("b", "1"));
  home_.clock.advance(seconds(9));
  EXPECT_EQ(get("a"), "1");
  home_.clock.advance(seconds(1));
  EXPECT_EQ(get("a"), std::nullopt);
  EXPECT_THAT(scan({}), ElementsAre("b"));
  // An expired key is no key for a check either, and can be set again.
  EXPECT_EQ(refused(KeyValueTransaction().expect("a", "1").put("a", "2")), ErrorKind::conflict);
  apply(KeyValueTransaction().expect("a", std::nullopt).put("a", "2"));
  home_.clock.advance(seconds(100));
  EXPECT_EQ(get("a"), "2");
}

TEST_P(KeyValueContract, RefusesKeysAndValuesThatAreTooLarge) {
  const std::string key(KeyValue::kMaxKeyBytes, 'k');
  const std::string value(KeyValue::kMaxValueBytes, 'v');
  apply(KeyValueTransaction().put(key, value));
  EXPECT_EQ(get(key), value);
  EXPECT_EQ(refused(KeyValueTransaction().put("a", "1").put(key + "k", "")), ErrorKind::too_large);
  EXPECT_EQ(refused(KeyValueTransaction().put("a", value + "v")), ErrorKind::too_large);
  EXPECT_EQ(refused(KeyValueTransaction().put("", "1")), ErrorKind::invalid);
  KeyValueTransaction many;
  for (std::size_t i = 0; i <= KeyValue::kMaxSteps; ++i) many.put("a", "1");
  EXPECT_EQ(refused(std::move(many)), ErrorKind::too_large);
  EXPECT_EQ(get("a"), std::nullopt);
}

TEST_P(KeyValueContract, ATurnWritesNoKeyOrValueThatIsTooLarge) {
  const std::string key(KeyValue::kMaxKeyBytes, 'k');
  const std::string value(KeyValue::kMaxValueBytes, 'v');
  Batch writes;
  EXPECT_TRUE(keys_->put_with(writes, key, value));
  EXPECT_EQ(keys_->put_with(writes, key + "k", "").error().kind, ErrorKind::too_large);
  EXPECT_EQ(keys_->put_with(writes, "a", value + "v").error().kind, ErrorKind::too_large);
  EXPECT_EQ(keys_->put_with(writes, "", "1").error().kind, ErrorKind::invalid);
  wait(store_->journal().write(std::move(writes))).value();
  EXPECT_THAT(scan({}), ElementsAre(key));
}

TEST_P(KeyValueContract, ASpaceThatIsFullLeavesTheOthersTheirRoom) {
  const auto other = store_->kv("channel/telegram");
  for (std::size_t i = 0; i < KeyValue::kMaxKeys; i += KeyValue::kMaxSteps) {
    KeyValueTransaction some;
    for (std::size_t n = 0; n < KeyValue::kMaxSteps; ++n) some.put(std::to_string(i + n), "");
    apply(std::move(some));
  }
  EXPECT_EQ(refused(KeyValueTransaction().put("one more", "")), ErrorKind::too_large);
  EXPECT_TRUE(wait(other->transact(KeyValueTransaction().put("one more", ""))));
}

TEST_P(KeyValueContract, SettingTheClockForwardExpiresNoKeyEarly) {
  apply(KeyValueTransaction().put("a", "1", in(seconds(10))));
  const WallTime before = home_.clock.now();
  home_.clock.set_now(before + std::chrono::hours(24));
  EXPECT_EQ(get("a"), "1");
  EXPECT_THAT(scan({}), ElementsAre("a"));
  EXPECT_EQ(refused(KeyValueTransaction().expect("a", std::nullopt)), ErrorKind::conflict);
  home_.clock.advance(seconds(10));
  EXPECT_EQ(get("a"), std::nullopt);
}

TEST_P(KeyValueContract, SettingTheClockBackLeavesNewKeysTheirTime) {
  home_.clock.set_now(home_.clock.now() - std::chrono::hours(24));
  apply(KeyValueTransaction().put("a", "1", in(seconds(10))));
  EXPECT_EQ(get("a"), "1");
  home_.clock.advance(seconds(10));
  EXPECT_EQ(get("a"), std::nullopt);
}

TEST_P(KeyValueContract, RefusesMoreKeysThanASpaceHolds) {
  const auto fill = [this](std::size_t from, std::optional<WallTime> expires_at,
                           std::size_t count = KeyValue::kMaxSteps) {
    KeyValueTransaction some;
    for (std::size_t i = 0; i < count; ++i) {
      some.put(std::to_string(from + i), "", expires_at);
    }
    apply(std::move(some));
  };
  fill(0, in(seconds(10)));
  for (std::size_t i = KeyValue::kMaxSteps; i < KeyValue::kMaxKeys; i += KeyValue::kMaxSteps) {
    fill(i, std::nullopt);
  }
  EXPECT_EQ(refused(KeyValueTransaction().put("one more", "")), ErrorKind::too_large);
  EXPECT_EQ(get("one more"), std::nullopt);
  apply(KeyValueTransaction().put("0", "replaced"));
  apply(KeyValueTransaction().erase("1").erase("2"));
  apply(KeyValueTransaction().put("one more", ""));
  // Keys that have expired make room.
  home_.clock.advance(seconds(10));
  fill(KeyValue::kMaxKeys, std::nullopt, 900);
}

TEST_P(KeyValueContract, ErasesAPersonsKeysInEverySpace) {
  apply(KeyValueTransaction().put("whatsapp:+1", "theirs").put("whatsapp:+2", "another's"));
  const auto erased = wait(store_->people().erase({"whatsapp", {"+1"}}, {}));
  ASSERT_TRUE(erased);
  EXPECT_EQ(erased->keys, 1);
  EXPECT_THAT(scan({}), ElementsAre("whatsapp:+2"));
}

}  // namespace
}  // namespace yak::store_contract
