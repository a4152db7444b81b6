// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yak/clock.hpp"
#include "yak/message/message.hpp"

namespace yak::base {

/// The names of an instance for log lines and metrics. Never freed, so that signal handlers and
/// other threads may read it at any time.
struct InstanceLabel {
  std::string instance;
  std::string plugin;
};

/// The label for these two names, always the same object. At most 4,096 labels are made; further
/// names get the label `other`. Thread-safe.
[[nodiscard]] const InstanceLabel* label_of(std::string_view instance, std::string_view plugin);
/// A copy of `words` that is never freed. At most 4,096 copies are made; further words give
/// `other`. Thread-safe.
[[nodiscard]] const char* lasting(std::string_view words);

/// What a coroutine is doing, including the coroutines that it awaits. Belongs to that coroutine's
/// loop.
///
/// An executor of `marking_executor` publishes the activity for its thread each time it resumes the
/// coroutine, and ActivityScope records whose code runs inside. The crash report and the loop
/// watchdog read it to name what runs on a thread.
struct Activity {
  const InstanceLabel* instance = nullptr;  ///< null: the core's own code
  const char* layer = nullptr;              ///< the part of the instance; a pointer from `lasting`
  MessageId message = 0;                    ///< the message of the turn or delivery; 0: none
};
using ActivityPtr = std::shared_ptr<Activity>;

/// Marks `activity` as running on this thread during its lifetime. The thread must not suspend
/// meanwhile.
class RunsActivity {
 public:
  explicit RunsActivity(const ActivityPtr& activity) noexcept;
  ~RunsActivity();
  RunsActivity(const RunsActivity&) = delete;
  RunsActivity& operator=(const RunsActivity&) = delete;

 private:
  const ActivityPtr* before_;
};

/// As RunsActivity, for one call outside any coroutine that does not suspend.
class MarkedCall {
 public:
  MarkedCall(const InstanceLabel* instance, const char* layer)
      : activity_{instance, layer, 0}, held_(std::shared_ptr<void>(), &activity_), runs_(held_) {}

 private:
  Activity activity_;
  ActivityPtr held_;  ///< a non-owning pointer to activity_
  RunsActivity runs_;
};

/// Changes the running activity during its lifetime. May live in a coroutine's frame while the
/// coroutine is suspended. Does nothing if there is no running activity.
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

/// Registers the current thread for activities during its lifetime and gives it a signal stack. At
/// most 128 threads are registered; the activities of further ones are not visible to others.
/// Create it on that thread.
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

/// Code of one activity that ran on an event loop for at least kBlockedAfter.
struct LoopBlock {
  Activity activity;
  std::string thread;   ///< `yak-loop-0`
  MonotonicTime since;  ///< accurate to a few milliseconds
  MonotonicTime::duration took;
};

/// The minimum duration of a LoopBlock.
inline constexpr std::chrono::milliseconds kBlockedAfter{1'000};

/// Blocks in progress. Thread-safe.
[[nodiscard]] std::vector<LoopBlock> present_blocks();
/// Blocks that have ended since the last call; at most 64 are kept. Thread-safe.
[[nodiscard]] std::vector<LoopBlock> take_ended_blocks();

/// The activity of the calling thread; null if there is none. For signal handlers.
[[nodiscard]] const Activity* running_activity() noexcept;
/// The activity that blocks an event loop now (any one if there are several), or an empty one. For
/// signal handlers.
[[nodiscard]] Activity blocking_activity() noexcept;
/// Whether `address` is just below the calling thread's stack, so that the stack has overflowed.
/// False on a thread that is not registered. For signal handlers.
[[nodiscard]] bool is_stack_overflow(const void* address) noexcept;

}  // namespace yak::base
