// SPDX-License-Identifier: Apache-2.0
// Preloaded into the daemon: intercepts SQLite's calls on the store's files. Kills the process at
// one call, or simulates a power cut that loses unsynced data.
//
// YAK_DISK_DIE_AT=n, YAK_DISK_DIE=before|after: a kill at the n-th write, sync or truncation.
// YAK_DISK_CUT=seed: SIGVTALRM is a power cut; see UndoLog::undo for the seed. Exit code 42.
// YAK_DISK_CUT_WAIT=ms, YAK_DISK_CUT_CHANGES=n: the cut waits at most `ms` until n changes are not
// synced. YAK_DISK_COUNTS=file: a file with `Counts`, summed over the lives of a daemon.
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <thread>

#include "disk/undo_log.hpp"

namespace yak::fault {
namespace {

constexpr int kPowerCut = SIGVTALRM;
constexpr int kCutExitCode = 42;
/// The simulated time of a sync. In memory it would take no time, and no cut would happen between
/// a write and its sync.
constexpr std::chrono::microseconds kSyncTime{1500};

struct Counts {
  std::int64_t operations;
  std::int64_t cuts;
  std::int64_t cuts_with_loss;
  std::int64_t changes_undone;
  std::int64_t bytes_undone;
  std::int64_t survivors;
};

std::uint64_t number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

/// Serialises all calls, so that no call is half done at a kill or a cut.
class Disk {
 public:
  /// `note` adds the change to the log of unsynced changes, `call` makes it.
  template <typename Note, typename Call>
  auto change(Note note, Call call) {
    const std::lock_guard lock(mutex_);
    begin();
    if (loses_) note(log_);
    const auto outcome = call();
    end();
    return outcome;
  }

  template <typename Call>
  int sync(int file, Call call) {
    if (loses_) std::this_thread::sleep_for(kSyncTime);
    const std::lock_guard lock(mutex_);
    begin();
    const auto outcome = static_cast<int>(call());
    if (loses_ && outcome == 0) log_.forget(file);
    end();
    return outcome;
  }

  /// Ends the process with the mutex locked, so that no call happens after the cut.
  [[noreturn]] void cut() {
    lock_for_cut();
    const UndoLog::Undone undone = log_.undo(number("YAK_DISK_CUT"));
    counts_->cuts += 1;
    if (undone.changes > 0) counts_->cuts_with_loss += 1;
    counts_->changes_undone += undone.changes;
    counts_->bytes_undone += undone.bytes;
    counts_->survivors += undone.survivors;
    // Bypasses the daemon's hook on _exit, which would report a fault of a plugin.
    syscall(SYS_exit_group, kCutExitCode);
    __builtin_unreachable();
  }

 private:
  static Counts* map_counts() {
    static Counts nowhere{};
    const char* path = std::getenv("YAK_DISK_COUNTS");
    const int file = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return &nowhere;
    void* page = mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return page == MAP_FAILED ? &nowhere : static_cast<Counts*>(page);
  }

  /// Waits until there are unsynced changes, since a cut of an idle disk loses nothing.
  void lock_for_cut() {
    const std::uint64_t enough = number("YAK_DISK_CUT_CHANGES");
    for (std::uint64_t left = number("YAK_DISK_CUT_WAIT"); left > 0; --left) {
      mutex_.lock();
      if (log_.size() >= enough) return;
      mutex_.unlock();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    mutex_.lock();
  }

  void begin() {
    counts_->operations += 1;
    operations_ += 1;
    if (operations_ == dies_at_ && !dies_after_) die();
  }

  void end() const {
    if (operations_ == dies_at_ && dies_after_) die();
  }

  /// Sends SIGKILL: an abort would count as a crash caused by the current message.
  [[noreturn]] static void die() {
    kill(getpid(), SIGKILL);
    while (true) pause();
  }

  std::mutex mutex_;
  UndoLog log_;
  std::uint64_t operations_ = 0;
  Counts* const counts_ = map_counts();
  const bool loses_ = std::getenv("YAK_DISK_CUT") != nullptr;
  const std::uint64_t dies_at_ = number("YAK_DISK_DIE_AT");
  const bool dies_after_ = std::getenv("YAK_DISK_DIE") != nullptr &&
                           std::string_view(std::getenv("YAK_DISK_DIE")) == "after";
};

/// Never destroyed, because the daemon's destructors still write.
Disk& disk() {
  static Disk& only = *new Disk;
  return only;
}

/// Decides by the descriptor's current path, so that open and close need not be tracked. The path
/// of a removed file ends in ` (deleted)`; its contents do not matter.
bool is_of_store(int file) {
  std::array<char, 32> link{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", file);
  std::array<char, 4096> path{};
  const ssize_t length = readlink(link.data(), path.data(), path.size());
  if (length <= 0) return false;
  const std::string_view name(path.data(), static_cast<std::size_t>(length));
  return name.ends_with("/yak.db") || name.ends_with("/yak.db-wal") ||
         name.ends_with("/yak.db-journal");
}

void* wait_for_cut(void* /*nothing*/) {
  sigset_t cut;
  sigemptyset(&cut);
  sigaddset(&cut, kPowerCut);
  int signal = 0;
  while (sigwait(&cut, &signal) != 0) {
  }
  disk().cut();
}

/// The thread receives only that signal; the daemon's threads, which inherit the mask, never do.
__attribute__((constructor)) void await_cut() {
  if (std::getenv("YAK_DISK_CUT") == nullptr) return;
  sigset_t all;
  sigfillset(&all);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pthread_t thread{};
  if (pthread_create(&thread, nullptr, wait_for_cut, nullptr) != 0) std::abort();
  sigaddset(&before, kPowerCut);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

ssize_t write(int file, const void* bytes, std::size_t size, off_t offset) {
  const auto call = [=] { return syscall(SYS_pwrite64, file, bytes, size, offset); };
  if (!is_of_store(file)) return call();
  return disk().change([=](UndoLog& log) { log.note_write(file, size, offset); }, call);
}

int resize(int file, off_t size) {
  const auto call = [=] { return syscall(SYS_ftruncate, file, size); };
  if (!is_of_store(file)) return static_cast<int>(call());
  return static_cast<int>(disk().change([=](UndoLog& log) { log.note_resize(file, size); }, call));
}

int sync(int file, long which) {
  const auto call = [=] { return syscall(which, file); };
  return is_of_store(file) ? disk().sync(file, call) : static_cast<int>(call());
}

}  // namespace
}  // namespace yak::fault

// Interposes the C library's functions with which SQLite's Unix file system writes (aSyscall in
// https://www.sqlite.org/src/file?name=src/os_unix.c). `write` is used only on systems without
// pwrite, and mapped memory only with mmap_size.
#define YAK_INTERPOSES extern "C" __attribute__((visibility("default")))

YAK_INTERPOSES ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return yak::fault::write(file, bytes, size, offset);
}
YAK_INTERPOSES ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  return yak::fault::write(file, bytes, size, offset);
}
YAK_INTERPOSES int ftruncate(int file, off_t size) noexcept {
  return yak::fault::resize(file, size);
}
YAK_INTERPOSES int ftruncate64(int file, off64_t size) noexcept {
  return yak::fault::resize(file, size);
}
YAK_INTERPOSES int fsync(int file) { return yak::fault::sync(file, SYS_fsync); }
YAK_INTERPOSES int fdatasync(int file) { return yak::fault::sync(file, SYS_fdatasync); }
