// SPDX-License-Identifier: Apache-2.0
#include <store_contract/store_contract.hpp>
#include <yak/testing/fake_store.hpp>

namespace {

yak::Schema no_settings() { return {}; }

yak::result<std::unique_ptr<yak::Store>> make_store(yak::StoreContext& context,
                                                    yak::Settings /*settings*/) {
  return std::unique_ptr<yak::Store>(std::make_unique<yak::testing::FakeStore>(context.clock));
}

}  // namespace

/// The suite runs for these: the schema and the factory that a plugin gives to Registrar::store,
/// and whether the store keeps everything in memory.
std::vector<yak::store_contract::StoreKind> yak::store_contract::store_kinds() {
  return {{"fake", &no_settings, &make_store, true}};
}
