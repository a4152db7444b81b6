#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "unit/store/store_fixture.hpp"

namespace yak::store_test {

/// What a store has answered well.
struct Promise {
  enum class What : std::uint8_t { accepted, committed, sent };

  What what = What::accepted;
  std::string name;     ///< the message's external id
  std::int64_t id = 0;  ///< of the message, or of the delivery that was sent
};

/// Takes messages to their ends, one after the other, some together with another and some not to
/// the end; tells of each promise as soon as it is given, and goes on when the store refuses.
task<void> work(Store& store, std::string caller, int messages, std::size_t bytes,
                std::function<void(const Promise&)> tell);

/// Promises, and whether they are kept. Adding is thread-safe.
class Promises {
 public:
  void add(const Promise& promise);
  [[nodiscard]] std::size_t size() const;
  /// Opens the store in `home`, expects that it knows all of this and takes more, and closes it;
  /// then looks at its file with `expect_sound`.
  void expect_kept(StoreHome& home) const;

 private:
  mutable std::mutex mutex_;
  std::vector<Promise> promises_;
};

/// A closed store's file: every message has one end or none, every turn that is committed has all
/// of its deliveries and lines, and SQLite finds nothing wrong.
void expect_sound(const StoreHome& home);

/// A store that is not open yet.
std::unique_ptr<Store> make_store(StoreHome& home);

}  // namespace yak::store_test
