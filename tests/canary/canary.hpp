// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

namespace canary {

template <class T = void>
using task = boost::asio::awaitable<T>;

/// A value that detects when it is destroyed twice, never, or at another address than it was
/// constructed at, as happens to temporaries in miscompiled coroutine frames.
class Tracked {
 public:
  explicit Tracked(int value);
  Tracked(const Tracked& other);
  Tracked(Tracked&& other) noexcept;
  Tracked& operator=(const Tracked& other);
  Tracked& operator=(Tracked&& other) noexcept;
  ~Tracked();

  explicit operator bool() const { return value() != 0; }
  /// -1 when this is not a living object.
  [[nodiscard]] int value() const;

  /// The number of objects that were constructed and not destroyed.
  static int living();
  /// The number of destructions of objects that were not alive.
  static int wrong();

 private:
  void begin();

  int value_;
  const Tracked* self_ = nullptr;
  /// Long enough to be on the heap, so that a second destruction is also a double free.
  std::string text_;
};

/// Suspends, then returns the value.
task<Tracked> later(int value);
task<bool> later_true(bool value);
task<std::string> later_text(std::string text);

/// A pattern: runs on an event loop and returns whether its result is correct.
struct Pattern {
  const char* name;
  task<bool> (*run)();
};

std::vector<Pattern> conditions();
std::vector<Pattern> temporaries();
std::vector<Pattern> conditional_operators();

}  // namespace canary
