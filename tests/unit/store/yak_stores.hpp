// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store_contract/store_contract.hpp"

namespace yak::store_test {

// The tests of single stores use the suite's messages and helpers.
using namespace store_contract;

StoreKind sqlite_kind();
StoreKind memory_kind();
/// The fake that is installed with the SDK.
StoreKind fake_kind();

}  // namespace yak::store_test
