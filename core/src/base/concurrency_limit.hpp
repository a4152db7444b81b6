#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/task.hpp"

namespace yak::base {

/// At most so many at once; those above wait in line, first come first served, for a bounded time.
/// Waiting takes no thread: whoever gives a place back wakes the first in line, on its own loop.
/// Thread-safe. Places may outlive the limit.
class ConcurrencyLimit {
  struct State;
  class Stay;

 public:
  /// A place taken; given back when it is destroyed.
  class Place {
   public:
    Place() = default;
    Place(Place&&) noexcept = default;
    Place& operator=(Place&& other) noexcept;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

   private:
    friend class ConcurrencyLimit;
    explicit Place(std::shared_ptr<State> state) : state_(std::move(state)) {}

    std::shared_ptr<State> state_;
  };

  struct Options {
    std::string name;  ///< of what is limited, for the failure's words
    int places = 0;    ///< 0: no limit
    std::chrono::milliseconds max_wait{0};
    /// Above it nobody gets into line.
    std::size_t max_waiting = 10'000;
  };

  /// `clock` must outlive every wait.
  ConcurrencyLimit(Clock& clock, Options options);

  /// A place if one is free now.
  [[nodiscard]] std::optional<Place> try_acquire();
  /// Waits for a place until `deadline`, and no longer than `max_wait`. `rate_limited` when the
  /// line is too long or the time passed. When the caller is cancelled it leaves the line.
  task<result<Place>> acquire(MonotonicTime deadline);

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] int taken() const;

 private:
  [[nodiscard]] error busy() const;

  Clock& clock_;
  Options options_;
  std::shared_ptr<State> state_;
};

}  // namespace yak::base
