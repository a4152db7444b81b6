#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

namespace canary {

template <class T = void>
using task = boost::asio::awaitable<T>;

/// A value that notices when it is destroyed twice, never, or at another address than it was made
/// at: what miscompiled coroutine frames do to their temporaries.
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

  /// Made and not destroyed.
  static int living();
  /// Destructions of what was not alive.
  static int wrong();

 private:
  void begin();

  int value_;
  const Tracked* self_ = nullptr;
  /// Long enough to be on the heap: a second destruction then breaks the allocator too.
  std::string text_;
};

/// Suspends for real and gives the value back after.
task<Tracked> later(int value);
task<bool> later_true(bool value);
task<std::string> later_text(std::string text);

/// A pattern: runs on a loop and says whether what it computed is right.
struct Pattern {
  const char* name;
  task<bool> (*run)();
};

std::vector<Pattern> conditions();
std::vector<Pattern> temporaries();
std::vector<Pattern> conditional_operators();

}  // namespace canary
