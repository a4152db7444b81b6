// SPDX-License-Identifier: Apache-2.0
#include "base/async/activity.hpp"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace yak::base {
namespace {

constexpr std::size_t kMaxLabels = 4'096;
constexpr std::size_t kMaxThreads = 128;
constexpr std::size_t kMaxBlocks = 64;

/// What runs on one thread. Written by that thread; other threads read only the atomics. Their
/// values belong together only if `since` has not changed meanwhile.
struct ThreadState {
  std::atomic<const InstanceLabel*> instance{nullptr};
  std::atomic<const char*> layer{nullptr};
  std::atomic<MessageId> message{0};
  std::atomic<std::int64_t> since{0};  ///< monotonic clock, in ns; 0: no activity runs

  const ActivityPtr* current = nullptr;  ///< used by the thread itself only
  const char* stack_begin = nullptr;     ///< the lowest address of its stack
  std::array<char, 16> name{};
  bool is_loop = false;
  bool is_used = false;
};

std::mutex threads_mutex;  // guards the assignment of states, the names and ended_blocks
std::array<ThreadState, kMaxThreads> threads;
std::vector<LoopBlock> ended_blocks;

// initial-exec: the library is loaded with the program, so access needs no call of the dynamic
// loader, which may allocate and must not be made in a signal handler.
[[gnu::tls_model("initial-exec")]] thread_local ThreadState* mine = nullptr;

/// Coarse, because reading the precise clock would cost more than the rest of a mark.
std::int64_t coarse_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

Activity activity_in(const ThreadState& state) noexcept {
  return {state.instance.load(std::memory_order_relaxed),
          state.layer.load(std::memory_order_relaxed),
          state.message.load(std::memory_order_relaxed)};
}

LoopBlock block_in(const ThreadState& state, std::int64_t since, std::int64_t now) {
  return {activity_in(state), state.name.data(), MonotonicTime(std::chrono::nanoseconds(since)),
          std::chrono::nanoseconds(now - since)};
}

bool is_block(std::int64_t since, std::int64_t now) noexcept {
  return since != 0 && std::chrono::nanoseconds(now - since) >= kBlockedAfter;
}

[[gnu::noinline]] void note_block(const ThreadState& state, std::int64_t since, std::int64_t now) {
  const std::lock_guard lock(threads_mutex);
  if (state.is_loop && ended_blocks.size() < kMaxBlocks) {
    ended_blocks.push_back(block_in(state, since, now));
  }
}

/// Makes `next` what runs on this thread; null: no activity.
void publish(ThreadState& state, const Activity* next) noexcept {
  const std::int64_t now = coarse_now();
  const std::int64_t since = state.since.load(std::memory_order_relaxed);
  if (is_block(since, now)) [[unlikely]]
    note_block(state, since, now);
  state.instance.store(next == nullptr ? nullptr : next->instance, std::memory_order_relaxed);
  state.layer.store(next == nullptr ? nullptr : next->layer, std::memory_order_relaxed);
  state.message.store(next == nullptr ? 0 : next->message, std::memory_order_relaxed);
  state.since.store(next == nullptr ? 0 : now, std::memory_order_relaxed);
}

/// Restricts `words` to characters that the signal handler can print without escaping.
std::string plain(std::string_view words) {
  std::string text(words.substr(0, 64));
  std::ranges::replace_if(
      text, [](char c) { return c < '!' || c > '~' || c == '"' || c == '\\' || c == '='; }, '_');
  return text;
}

}  // namespace

const InstanceLabel* label_of(std::string_view instance, std::string_view plugin) {
  static const InstanceLabel kOther{"other", "other"};
  static std::mutex mutex;
  static auto& labels = *new std::map<std::pair<std::string, std::string>, InstanceLabel>;
  const std::pair key(plain(instance), plain(plugin));
  const std::lock_guard lock(mutex);
  const auto found = labels.find(key);
  if (found != labels.end()) return &found->second;
  if (labels.size() >= kMaxLabels) return &kOther;
  return &labels.emplace(key, InstanceLabel{key.first, key.second}).first->second;
}

const char* lasting(std::string_view words) {
  static std::mutex mutex;
  static auto& all = *new std::set<std::string>;
  const std::lock_guard lock(mutex);
  std::string text = plain(words);
  if (all.size() >= kMaxLabels && !all.contains(text)) return "other";
  return all.insert(std::move(text)).first->c_str();
}

RunsActivity::RunsActivity(const ActivityPtr& activity) noexcept : before_(nullptr) {
  if (mine == nullptr) return;
  before_ = std::exchange(mine->current, &activity);
  publish(*mine, activity.get());
}

RunsActivity::~RunsActivity() {
  if (mine == nullptr) return;
  mine->current = before_;
  publish(*mine, before_ == nullptr ? nullptr : before_->get());
}

ActivityScope::ActivityScope(const InstanceLabel* instance, const char* layer) noexcept {
  if (mine == nullptr || mine->current == nullptr) return;
  begin({instance, layer, (*mine->current)->message});
}

ActivityScope::ActivityScope(const InstanceLabel* instance, const char* layer,
                             MessageId message) noexcept {
  if (mine == nullptr || mine->current == nullptr) return;
  begin({instance, layer, message});
}

void ActivityScope::begin(const Activity& next) noexcept {
  activity_ = *mine->current;
  before_ = *activity_;
  set(next);
}

ActivityScope::~ActivityScope() {
  if (activity_) set(before_);
}

void ActivityScope::set(const Activity& next) noexcept {
  *activity_ = next;
  // A scope that ends because its coroutine is destroyed does not change what runs.
  if (mine != nullptr && mine->current != nullptr && *mine->current == activity_) {
    publish(*mine, &next);
  }
}

/// A signal stack for the thread, so that handlers can run after a stack overflow.
class WatchedThread::SignalStack {
 public:
  SignalStack() {
    // Sanitizers install one on each thread.
    if (::sigaltstack(nullptr, &before_) != 0 || (before_.ss_flags & SS_DISABLE) == 0) return;
    memory_ = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) return;
    stack_t ours{};
    ours.ss_sp = memory_;
    ours.ss_size = kSize;
    ::sigaltstack(&ours, nullptr);
  }
  ~SignalStack() {
    if (memory_ == MAP_FAILED) return;
    ::sigaltstack(&before_, nullptr);
    ::munmap(memory_, kSize);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  /// The kernel saves up to 11 KiB of registers there (AVX-512, AMX); the handler needs 2 KiB.
  static constexpr std::size_t kSize = std::size_t{64} * 1024;

  stack_t before_{};
  void* memory_ = MAP_FAILED;
};

WatchedThread::WatchedThread(Kind kind) : stack_(std::make_unique<SignalStack>()) {
  if (mine != nullptr) return;
  const std::lock_guard lock(threads_mutex);
  const auto free = std::ranges::find(threads, false, &ThreadState::is_used);
  if (free == threads.end()) return;
  free->is_used = true;
  free->is_loop = kind == Kind::event_loop;
  free->current = nullptr;
  ::pthread_getname_np(::pthread_self(), free->name.data(), free->name.size());
  pthread_attr_t attributes;
  if (::pthread_getattr_np(::pthread_self(), &attributes) == 0) {
    void* begin = nullptr;
    std::size_t size = 0;
    ::pthread_attr_getstack(&attributes, &begin, &size);
    ::pthread_attr_destroy(&attributes);
    free->stack_begin = static_cast<const char*>(begin);
  }
  mine = free;
  has_place_ = true;
}

WatchedThread::~WatchedThread() {
  if (!has_place_) return;
  publish(*mine, nullptr);
  const std::lock_guard lock(threads_mutex);
  mine->is_used = false;
  mine = nullptr;
}

std::vector<LoopBlock> present_blocks() {
  std::vector<LoopBlock> blocks;
  const std::int64_t now = coarse_now();
  const std::lock_guard lock(threads_mutex);
  for (const ThreadState& state : threads) {
    const std::int64_t since = state.since.load(std::memory_order_relaxed);
    if (!state.is_used || !state.is_loop || !is_block(since, now)) continue;
    LoopBlock block = block_in(state, since, now);
    // If the activity changed while it was read, the values may be those of the next one.
    if (state.since.load(std::memory_order_relaxed) == since) blocks.push_back(std::move(block));
  }
  return blocks;
}

std::vector<LoopBlock> take_ended_blocks() {
  const std::lock_guard lock(threads_mutex);
  return std::exchange(ended_blocks, {});
}

const Activity* running_activity() noexcept {
  if (mine == nullptr || mine->current == nullptr) return nullptr;
  return mine->current->get();
}

Activity blocking_activity() noexcept {
  const std::int64_t now = coarse_now();
  for (const ThreadState& state : threads) {
    if (state.is_loop && is_block(state.since.load(std::memory_order_relaxed), now)) {
      return activity_in(state);
    }
  }
  return {};
}

bool is_stack_overflow(const void* address) noexcept {
  // For the main thread the lowest address is only the limit of its growth. For other threads the
  // guard is one page, and a large frame may reach beyond it.
  constexpr std::ptrdiff_t kReach = std::ptrdiff_t{64} * 1024;
  if (mine == nullptr || mine->stack_begin == nullptr) return false;
  const std::ptrdiff_t distance = static_cast<const char*>(address) - mine->stack_begin;
  return distance >= -kReach && distance < kReach;
}

}  // namespace yak::base
