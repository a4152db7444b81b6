// SPDX-License-Identifier: Apache-2.0
#include "unit/store/yak_stores.hpp"

#include "memory/memory_store.hpp"
#include "memory/options.hpp"
#include "sqlite/options.hpp"
#include "sqlite/sqlite_store.hpp"
#include "yak/testing/fake_store.hpp"

namespace yak::store_test {
namespace {

Schema no_settings() { return {}; }

result<std::unique_ptr<Store>> make_fake(StoreContext& context, Settings /*settings*/) {
  return std::unique_ptr<Store>(std::make_unique<testing::FakeStore>(context.clock));
}

}  // namespace

StoreKind sqlite_kind() { return {"sqlite", &sqlite::schema, &sqlite::make_store}; }
StoreKind memory_kind() { return {"memory", &memory::schema, &memory::make_store, true}; }
StoreKind fake_kind() { return {"fake", &no_settings, &make_fake, true}; }

}  // namespace yak::store_test

std::vector<yak::store_contract::StoreKind> yak::store_contract::store_kinds() {
  return {store_test::sqlite_kind(), store_test::memory_kind(), store_test::fake_kind()};
}
