#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yak/clock.hpp"
#include "yak/message.hpp"

namespace yak::base {

/// An instance as log lines and metrics name it. Never freed, so that a signal handler and other
/// threads may read it at any time.
struct InstanceLabel {
  std::string instance;
  std::string plugin;
};

/// The one label of these two names; at most 4,096 different ones, beyond them a label `other`.
/// Thread-safe.
[[nodiscard]] const InstanceLabel* label_of(std::string_view instance, std::string_view plugin);
/// A copy of these words that is never freed; at most 4,096 different ones, beyond them `other`.
/// Thread-safe.
[[nodiscard]] const char* lasting(std::string_view words);

/// What a coroutine, with all the coroutines that it awaits, is doing. It belongs to the loop of
/// that coroutine.
///
/// A coroutine is resumed by an executor of `marking_executor`, which publishes the activity for
/// its thread each time it resumes it. Inside, ActivityScope says whose code runs. So the crash
/// line and the loop watch know at any moment what runs on which thread.
struct Activity {
  const InstanceLabel* instance = nullptr;  ///< null: the core's own code
  const char* layer = nullptr;              ///< which part of the instance; see `lasting`
  MessageId message = 0;                    ///< whose turn or delivery it is; 0: none
};
using ActivityPtr = std::shared_ptr<Activity>;

/// While it lives, `activity` runs on this thread, which must not suspend meanwhile.
class RunsActivity {
 public:
  explicit RunsActivity(const ActivityPtr& activity) noexcept;
  ~RunsActivity();
  RunsActivity(const RunsActivity&) = delete;
  RunsActivity& operator=(const RunsActivity&) = delete;

 private:
  const ActivityPtr* before_;
};

/// The same for one call that does not suspend, outside any coroutine.
class MarkedCall {
 public:
  MarkedCall(const InstanceLabel* instance, const char* layer)
      : activity_{instance, layer, 0}, held_(std::shared_ptr<void>(), &activity_), runs_(held_) {}

 private:
  Activity activity_;
  ActivityPtr held_;  ///< owns nothing
  RunsActivity runs_;
};

/// Changes what the running activity does, until it ends. May live in a coroutine's frame while the
/// coroutine is suspended. Without a running activity it does nothing.
class ActivityScope {
 public:
  ActivityScope(const InstanceLabel* instance, const char* layer) noexcept;
  ActivityScope(const InstanceLabel* instance, const char* layer, MessageId message) noexcept;
  ~ActivityScope();
  ActivityScope(const ActivityScope&) = delete;
  ActivityScope& operator=(const ActivityScope&) = delete;

 private:
  void begin(const Activity& next) noexcept;
  void set(const Activity& next) noexcept;

  ActivityPtr activity_;
  Activity before_;
};

/// A thread that activities run on. While it lives, this thread has a stack of its own for signal
/// handlers and a place where others can see what runs on it; without a free place (128) nobody
/// sees. Make it on that thread.
class WatchedThread {
 public:
  enum class Kind : std::uint8_t { event_loop, other };

  explicit WatchedThread(Kind kind);
  ~WatchedThread();
  WatchedThread(const WatchedThread&) = delete;
  WatchedThread& operator=(const WatchedThread&) = delete;

 private:
  class SignalStack;
  std::unique_ptr<SignalStack> stack_;
  bool has_place_ = false;
};

/// Code of one activity that ran on an event loop without giving it back.
struct LoopBlock {
  Activity activity;
  std::string thread;   ///< its name, `yak-loop-0`
  MonotonicTime since;  ///< within some milliseconds
  MonotonicTime::duration took;
};

/// From so long on it is a LoopBlock.
inline constexpr std::chrono::milliseconds kBlockedAfter{1'000};

/// Blocks that last at this moment. From any thread.
[[nodiscard]] std::vector<LoopBlock> present_blocks();
/// Blocks that have ended since the last call; at most 64 are kept. From any thread.
[[nodiscard]] std::vector<LoopBlock> take_ended_blocks();

/// What runs on the calling thread, for signal handlers. Null outside activities.
[[nodiscard]] const Activity* running_activity() noexcept;
/// What blocks an event loop at this moment, of one if there are several; empty when nothing does.
/// For signal handlers.
[[nodiscard]] Activity blocking_activity() noexcept;
/// Whether this address lies just below the calling thread's stack: it has overflowed. For signal
/// handlers; false on a thread that is not watched.
[[nodiscard]] bool is_stack_overflow(const void* address) noexcept;

}  // namespace yak::base
