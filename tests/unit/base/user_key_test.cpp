// SPDX-License-Identifier: Apache-2.0
#include "base/user_key.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "yak/testing/fake_store.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::base {
namespace {

/// The keys of a store on which another node generates its key between the look and the write of
/// this one.
class ContestedKeys final : public KeyValue {
 public:
  explicit ContestedKeys(Store& store) : KeyValue(kUserKeySpace), keys_(store.kv(kUserKeySpace)) {}

  task<result<std::optional<std::string>>> get(std::string key) override {
    return keys_->get(std::move(key));
  }
  task<result<std::vector<KeyValueEntry>>> scan(std::string prefix, std::string after,
                                                int limit) override {
    return keys_->scan(std::move(prefix), std::move(after), limit);
  }
  task<result<void>> transact(KeyValueTransaction transaction) override {
    if (theirs.empty()) theirs = (co_await user_key(*keys_)).value();
    co_return co_await keys_->transact(std::move(transaction));
  }

  std::string theirs;

 private:
  std::unique_ptr<KeyValue> keys_;
};

TEST(UserKey, IsGeneratedOnce) {
  testing::FakeStore store;
  const auto keys = store.kv(kUserKeySpace);
  const std::string key = testing::run(user_key(*keys)).value();
  EXPECT_EQ(key.size(), 64U);
  EXPECT_EQ(testing::run(user_key(*keys)).value(), key);
}

TEST(UserKey, IsTheSameForTwoNodesThatGenerateItAtOnce) {
  testing::FakeStore store;
  ContestedKeys keys(store);
  const std::string key = testing::run(user_key(keys)).value();
  EXPECT_EQ(key, keys.theirs);
  EXPECT_EQ(testing::run(user_key(*store.kv(kUserKeySpace))).value(), key);
}

}  // namespace
}  // namespace yak::base
