// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "unit/store/yak_stores.hpp"

namespace yak::store_test {

/// A fact that the store has confirmed.
struct Promise {
  enum class What : std::uint8_t { accepted, committed, sent };

  What what = What::accepted;
  std::string name;     ///< the message's external id
  std::int64_t id = 0;  ///< of the message, or of the sent delivery
};

/// Accepts messages one after the other, commits most of them (some joined into another's turn) and
/// marks their first delivery as sent. Calls `tell` for each promise as soon as the store makes it;
/// continues if the store refuses.
task<void> work(Store& store, std::string caller, int messages, std::size_t bytes,
                std::function<void(const Promise&)> tell);

/// The promises of a store, and a check that it keeps them. `add` is thread-safe.
class Promises {
 public:
  void add(const Promise& promise);
  [[nodiscard]] std::size_t size() const;
  /// Opens the store in `home`, expects that it has kept every promise and still accepts messages,
  /// closes it, and checks its file with `expect_sound`.
  void expect_kept(StoreHome& home) const;

 private:
  mutable std::mutex mutex_;
  std::vector<Promise> promises_;
};

/// Checks a closed store's file: every message has one end or none, every committed turn has all of
/// its deliveries and lines, and SQLite's integrity check passes.
void expect_sound(const StoreHome& home);

/// Creates a store without opening it.
std::unique_ptr<Store> make_store(StoreHome& home);

}  // namespace yak::store_test
