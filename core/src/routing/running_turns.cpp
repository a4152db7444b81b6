#include "routing/running_turns.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace yak::routing {

struct RunningTurns::File {
  static constexpr std::uint64_t kMagic = 0x31'73'6e'72'75'74'6b'79;  // "ykturns1"

  std::uint64_t magic;
  std::atomic<std::uint64_t> crashed;
  std::array<std::atomic<MessageId>, kSlots> slots;
};

namespace {

static_assert(std::atomic<MessageId>::is_always_lock_free,
              "a mark must be whole in the memory that another process reads");

constexpr std::array<int, 5> kFaults{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/// Where a fault is noted; null when it is not.
std::atomic<std::atomic<std::uint64_t>*> crash_flag{nullptr};

/// Runs in a process that has lost its senses: it may do no more than this.
void note_fault(int signal) {
  if (auto* flag = crash_flag.load(std::memory_order_relaxed)) {
    flag->store(1, std::memory_order_relaxed);
  }
  // The handler was taken away on entry, so that this ends the process as it would have.
  static_cast<void>(::raise(signal));
}

error cannot(const char* what, const std::string& path) {
  return {ErrorKind::unavailable, std::string("cannot ") + what + " " + path + ": " +
                                      std::generic_category().message(errno)};
}

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

RunningTurns::~RunningTurns() {
  if (file_ == nullptr) return;
  std::atomic<std::uint64_t>* mine = &file_->crashed;
  crash_flag.compare_exchange_strong(mine, nullptr);
  ::munmap(file_, sizeof(File));
}

result<RunningTurns::Left> RunningTurns::open(const std::string& path) {
  const Descriptor opened(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (opened.get() < 0) return cannot("open", path);
  // Without room on the disk, writing to the mapping would be a fault.
  if (const int code = ::posix_fallocate(opened.get(), 0, sizeof(File)); code != 0) {
    errno = code;
    return cannot("make room for", path);
  }
  void* mapped = ::mmap(nullptr, sizeof(File), PROT_READ | PROT_WRITE, MAP_SHARED, opened.get(), 0);
  if (mapped == MAP_FAILED) return cannot("map", path);
  file_ = static_cast<File*>(mapped);
  Left left;
  if (file_->magic == File::kMagic) {
    left.crashed = file_->crashed.load() != 0;
    for (const std::atomic<MessageId>& slot : file_->slots) {
      if (const MessageId message = slot.load(); message != 0) left.messages.push_back(message);
    }
  }
  std::ranges::sort(left.messages);
  for (std::atomic<MessageId>& slot : file_->slots) slot.store(0);
  file_->crashed.store(0);
  file_->magic = File::kMagic;
  return left;
}

RunningTurns::Mark RunningTurns::begin(MessageId message) noexcept {
  constexpr std::size_t kMostProbes = 64;
  if (file_ == nullptr || message == 0) return {};
  for (std::size_t i = 0; i < kMostProbes; ++i) {
    auto& slot = file_->slots[(static_cast<std::size_t>(message) + i) % kSlots];
    MessageId free = 0;
    if (slot.compare_exchange_strong(free, message, std::memory_order_relaxed)) return Mark(&slot);
  }
  return {};
}

void RunningTurns::note_faults() {
  if (file_ == nullptr) return;
  crash_flag = &file_->crashed;
  for (const int signal : kFaults) {
    struct sigaction present{};
    if (::sigaction(signal, nullptr, &present) != 0 || present.sa_handler != SIG_DFL) continue;
    struct sigaction ours{};
    ours.sa_handler = note_fault;
    ours.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &ours, nullptr);
  }
}

}  // namespace yak::routing
