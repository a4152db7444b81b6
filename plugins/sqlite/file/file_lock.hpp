// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/error.hpp"

namespace yak::sqlite {

/// An advisory lock (flock(2)) on a file, which the kernel releases when the process ends, even by
/// a crash. It belongs to the file, not to its name: a hard link or another path has the same lock.
class FileLock {
 public:
  FileLock() = default;
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// Locks `path`, a file of its own beside the store that is made where it is missing and stays,
  /// so that no process locks a deleted one. `unavailable` names the process that has it.
  result<void> acquire(const std::string& path);
  /// Locks the store's file itself, which must exist. To be released after SQLite has closed the
  /// file: closing any descriptor of a file ends this process's fcntl(2) locks on it, which SQLite
  /// uses. `unavailable` when another store has it open, by whatever name.
  result<void> acquire_store(const std::string& path);
  void release();

 private:
  int descriptor_ = -1;
};

}  // namespace yak::sqlite
