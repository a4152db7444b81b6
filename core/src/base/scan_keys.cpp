// SPDX-License-Identifier: Apache-2.0
#include "base/scan_keys.hpp"

#include <algorithm>
#include <iterator>

namespace yak::base {

task<result<std::vector<KeyValueEntry>>> scan_keys(KeyValue& keys, std::size_t most) {
  std::vector<KeyValueEntry> all;
  while (all.size() < most) {
    const std::size_t wanted =
        std::min(most - all.size(), static_cast<std::size_t>(KeyValue::kMaxScanned));
    const std::string after = all.empty() ? std::string() : all.back().key;
    auto page = co_await keys.scan({}, after, static_cast<int>(wanted));
    if (!page) co_return page.error();
    const bool is_last = page->size() < wanted;
    std::ranges::move(*page, std::back_inserter(all));
    if (is_last) break;
  }
  co_return all;
}

}  // namespace yak::base
