// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/running_turns.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/descriptor.hpp"
#include "observe/log/crash_report.hpp"

namespace yak::conversation {

/// How a process ended.
enum class RunningTurns::Ended : std::uint64_t { settled = 0, from_outside = 1, by_fault = 2 };

struct RunningTurns::File {
  static constexpr std::uint64_t kMagic = 0x31'73'6e'72'75'74'6b'79;  // "ykturns1"

  std::uint64_t magic;
  std::atomic<std::uint64_t> crashed;
  std::array<std::atomic<MessageId>, kSlots> slots;
  /// How the process that left the marks in `slots` ended, until they are settled. Zero in a file
  /// of an older version.
  std::atomic<Ended> left_by;
};

namespace {

static_assert(std::atomic<MessageId>::is_always_lock_free,
              "a mark must be written atomically, because another process reads it");

error cannot(const char* what, const std::string& path) {
  return {ErrorKind::unavailable, std::string("cannot ") + what + " " + path + ": " +
                                      std::generic_category().message(errno)};
}

}  // namespace

RunningTurns::~RunningTurns() {
  if (file_ == nullptr) return;
  observe::CrashReport::forget(&file_->crashed);
  ::munmap(file_, sizeof(File));
}

result<RunningTurns::Left> RunningTurns::open(const std::string& path) {
  const base::Descriptor opened(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (opened.get() < 0) return cannot("open", path);
  // Without allocated disk space, a write to the mapping would raise SIGBUS.
  if (const int code = ::posix_fallocate(opened.get(), 0, sizeof(File)); code != 0) {
    errno = code;
    return cannot("make room for", path);
  }
  void* mapped = ::mmap(nullptr, sizeof(File), PROT_READ | PROT_WRITE, MAP_SHARED, opened.get(), 0);
  if (mapped == MAP_FAILED) return cannot("map", path);
  file_ = static_cast<File*>(mapped);
  Left left;
  if (file_->magic == File::kMagic) {
    for (const std::atomic<MessageId>& slot : file_->slots) {
      if (const MessageId message = slot.load(); message != 0) left.messages.push_back(message);
    }
    // If an earlier process ended before `settle`, `left_by` still describes the one before it.
    if (file_->left_by.load() == Ended::settled && !left.messages.empty()) {
      file_->left_by = file_->crashed.load() != 0 ? Ended::by_fault : Ended::from_outside;
    }
    left.crashed = file_->left_by.load() == Ended::by_fault;
  } else {
    settle();
  }
  std::ranges::sort(left.messages);
  file_->crashed.store(0);
  file_->magic = File::kMagic;
  return left;
}

void RunningTurns::settle() noexcept {
  if (file_ == nullptr) return;
  for (std::atomic<MessageId>& slot : file_->slots) slot.store(0);
  file_->left_by = Ended::settled;
}

RunningTurns::Mark RunningTurns::begin(MessageId message) noexcept {
  constexpr std::size_t kMaxProbes = 64;
  if (file_ == nullptr || message == 0) return {};
  for (std::size_t i = 0; i < kMaxProbes; ++i) {
    auto& slot = file_->slots[(static_cast<std::size_t>(message) + i) % kSlots];
    MessageId free = 0;
    if (slot.compare_exchange_strong(free, message, std::memory_order_relaxed)) return Mark(&slot);
  }
  return {};
}

void RunningTurns::note_faults() {
  if (file_ == nullptr) return;
  observe::CrashReport::note_faults_in(&file_->crashed);
}

}  // namespace yak::conversation
