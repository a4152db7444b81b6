// SPDX-License-Identifier: Apache-2.0
#include "disk/undo_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace yak::fault {
namespace {

constexpr std::size_t kMaxHeld = 64 << 20;
/// The unit that a disk writes atomically.
constexpr off_t kSector = 512;

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "the fault tests' disk: %s\n", what);
  std::abort();
}

struct stat state_of(int file) {
  struct stat state{};
  if (fstat(file, &state) != 0) give_up("cannot stat a file of the store");
  return state;
}

/// Reads up to `size` bytes; fewer at the end of the file.
std::vector<char> read_at(int file, std::size_t size, off_t offset) {
  std::vector<char> bytes(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        pread(file, bytes.data() + done, size - done, offset + static_cast<off_t>(done));
    if (got < 0) give_up("cannot read a file of the store");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

// Raw system calls: the C library's functions are interposed and would call this log again.

void write_at(int file, const char* bytes, std::size_t size, off_t offset) {
  if (size == 0) return;
  const long written = syscall(SYS_pwrite64, file, bytes, size, offset);
  if (written != static_cast<long>(size)) give_up("cannot write a file of the store back");
}

void set_size(int file, off_t size) {
  if (syscall(SYS_ftruncate, file, size) != 0) give_up("cannot give a file its size back");
}

/// splitmix64 (https://prng.di.unimi.it/splitmix64.c).
bool coin(std::uint64_t& random) {
  std::uint64_t mixed = random += 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return ((mixed ^ (mixed >> 31)) & 1) != 0;
}

}  // namespace

void UndoLog::note_write(int file, std::size_t size, off_t offset) {
  note({.descriptor = keep_open(file),
        .resizes = false,
        .offset = offset,
        .old_size = state_of(file).st_size,
        .size = size,
        .old_bytes = read_at(file, size, offset),
        .new_bytes = {}});
}

void UndoLog::note_resize(int file, off_t size) {
  const off_t old_size = state_of(file).st_size;
  const auto cut_off = static_cast<std::size_t>(std::max<off_t>(0, old_size - size));
  note({.descriptor = keep_open(file),
        .resizes = true,
        .offset = size,
        .old_size = old_size,
        .size = 0,
        .old_bytes = read_at(file, cut_off, size),
        .new_bytes = {}});
}

void UndoLog::note(Change change) {
  held_ += sizeof change + change.size + change.old_bytes.size();
  if (held_ > kMaxHeld) give_up("64 MiB were written without a sync");
  changes_.push_back(std::move(change));
}

void UndoLog::forget(int file) {
  const int descriptor = keep_open(file);
  std::erase_if(changes_, [&](const Change& change) {
    if (change.descriptor != descriptor) return false;
    held_ -= sizeof change + change.size + change.old_bytes.size();
    return true;
  });
}

UndoLog::Undone UndoLog::undo(std::uint64_t seed) {
  Undone undone;
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    take_back(*change);
    undone.changes += 1;
    undone.bytes += static_cast<std::int64_t>(change->size);
  }
  std::uint64_t random = seed;
  for (const Change& change : changes_) {
    if (seed != 0) undone.survivors += let_survive(change, random);
  }
  return undone;
}

int UndoLog::keep_open(int file) {
  const struct stat state = state_of(file);
  const auto known = std::ranges::find_if(files_, [&](const File& one) {
    return one.device == state.st_dev && one.inode == state.st_ino;
  });
  if (known != files_.end()) return known->descriptor;
  const int descriptor = fcntl(file, F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0) give_up("cannot keep a file of the store open");
  files_.push_back({state.st_dev, state.st_ino, descriptor});
  return descriptor;
}

void UndoLog::take_back(Change& change) {
  change.new_bytes = read_at(change.descriptor, change.size, change.offset);
  write_at(change.descriptor, change.old_bytes.data(), change.old_bytes.size(), change.offset);
  set_size(change.descriptor, change.old_size);
}

std::int64_t UndoLog::let_survive(const Change& change, std::uint64_t& random) {
  if (change.resizes) {
    if (!coin(random)) return 0;
    set_size(change.descriptor, change.offset);
    return 1;
  }
  std::int64_t survivors = 0;
  const off_t end = change.offset + static_cast<off_t>(change.new_bytes.size());
  for (off_t at = change.offset; at < end;) {
    const off_t next = std::min(end, (at / kSector + 1) * kSector);
    if (coin(random)) {
      write_at(change.descriptor, change.new_bytes.data() + (at - change.offset),
               static_cast<std::size_t>(next - at), at);
      survivors += 1;
    }
    at = next;
  }
  return survivors;
}

}  // namespace yak::fault
