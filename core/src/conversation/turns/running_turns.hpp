#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "yak/error.hpp"
#include "yak/message.hpp"

namespace yak::conversation {

/// Which turns are under way, kept where the end of the process does not take it: in a small file
/// that is mapped into memory, so that a mark costs two stores and no call. A machine that loses
/// its power loses the marks too, which is right: no turn did that.
///
/// Thread-safe, but for `open`.
class RunningTurns {
 public:
  /// Marks that fit; a turn above them runs without one.
  static constexpr std::size_t kSlots = 16'384;

  /// What an earlier process left.
  struct Left {
    std::vector<MessageId> messages;
    bool crashed = false;  ///< it ended by a fault of its own, and not by a kill from outside
  };

  /// While it lives the turn counts as running.
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

  /// Makes the file or takes over one that is there, and gives what it says of an earlier process:
  /// the same in each process until one calls `settle`. Before it is called, and when it fails,
  /// marks are no marks. No other process may use the file.
  result<Left> open(const std::string& path);
  /// Forgets what an earlier process left: the journal has it now. Before the first mark.
  void settle() noexcept;

  [[nodiscard]] Mark begin(MessageId message) noexcept;

  /// From now on what CrashReport calls a fault of this process is noted in the file. Lasts until
  /// this object is destroyed; at most one at a time may do so.
  void note_faults();

 private:
  struct File;
  enum class Ended : std::uint64_t;

  File* file_ = nullptr;
};

/// What is to be done with a message, by how much its turns are suspected of.
enum class Suspicion : std::uint8_t { none, runs_alone, quarantine };

/// What the end of a process counts for each turn that was running: a crash a whole strike; an end
/// that came from outside (a kill, or the system short of memory) a tenth of one, for the turn is
/// most likely not its cause, and the more often a machine is killed the more turns it catches.
inline constexpr int kCrashPoints = 10;
inline constexpr int kKillPoints = 1;

/// After two strikes a message runs while no other suspect does, so that the third finds the one
/// that does it.
constexpr Suspicion suspicion_of(int blame) noexcept {
  if (blame >= 3 * kCrashPoints) return Suspicion::quarantine;
  return blame >= 2 * kCrashPoints ? Suspicion::runs_alone : Suspicion::none;
}

}  // namespace yak::conversation
