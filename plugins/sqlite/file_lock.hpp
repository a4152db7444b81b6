#pragma once

#include <string>

#include "yak/error.hpp"

namespace yak::sqlite {

/// Keeps a second process off a store: an advisory lock on a file beside it, which the kernel
/// releases however the process ends. The file itself stays, so that nobody locks a deleted one.
class FileLock {
 public:
  FileLock() = default;
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// Locks `path`; `unavailable` names the process that has it.
  result<void> acquire(const std::string& path);
  void release();

 private:
  int descriptor_ = -1;
};

}  // namespace yak::sqlite
