// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "yak/error.hpp"
#include "yak/message/message.hpp"

namespace yak::conversation {

/// Records the running turns in a small memory-mapped file that survives the end of the process, so
/// that a mark costs two stores and no system call. A power failure loses the marks, which is
/// right: it was not caused by a turn.
///
/// Thread-safe, except `open`.
class RunningTurns {
 public:
  /// Maximum number of marks; further turns run without one.
  static constexpr std::size_t kSlots = 16'384;

  /// The marks that an earlier process left.
  struct Left {
    std::vector<MessageId> messages;
    bool crashed = false;  ///< true: a fault of the process; false: it was killed from outside
  };

  /// Marks a turn as running until it is destroyed.
  class Mark {
   public:
    Mark() = default;
    explicit Mark(std::atomic<MessageId>* slot) : slot_(slot) {}
    Mark(Mark&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
    Mark& operator=(Mark&&) = delete;
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;
    ~Mark() {
      if (slot_ != nullptr) slot_->store(0, std::memory_order_relaxed);
    }

   private:
    std::atomic<MessageId>* slot_ = nullptr;
  };

  RunningTurns() = default;
  ~RunningTurns();
  RunningTurns(const RunningTurns&) = delete;
  RunningTurns& operator=(const RunningTurns&) = delete;

  /// Creates or opens the file and returns the marks of an earlier process. Every process gets the
  /// same result until one calls `settle`. Before `open`, and if it fails, marks have no effect. No
  /// other process may use the file.
  result<Left> open(const std::string& path);
  /// Clears the marks of an earlier process after they were written to the journal. Call it before
  /// the first mark.
  void settle() noexcept;

  [[nodiscard]] Mark begin(MessageId message) noexcept;

  /// Makes CrashReport record faults of this process in the file until this object is destroyed. At
  /// most one object may do so at a time.
  void note_faults();

 private:
  struct File;
  enum class Ended : std::uint64_t;

  File* file_ = nullptr;
};

/// How to treat a message, by the points that its turns have collected.
enum class Suspicion : std::uint8_t { none, runs_alone, quarantine };

/// Points that each running turn gets when the process ends: ten for a crash; one if it was killed
/// from outside (by a signal or for lack of memory), because then the turn is probably not the
/// cause, and each kill hits all running turns.
inline constexpr int kCrashPoints = 10;
inline constexpr int kKillPoints = 1;

/// After two crashes a message runs while no other suspect runs, so that the third crash identifies
/// the cause.
constexpr Suspicion suspicion_of(int points) noexcept {
  if (points >= 3 * kCrashPoints) return Suspicion::quarantine;
  return points >= 2 * kCrashPoints ? Suspicion::runs_alone : Suspicion::none;
}

}  // namespace yak::conversation
