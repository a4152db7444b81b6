// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

namespace yak::sqlite {
namespace {

/// The process that wrote itself into the lock file; empty when it says nothing readable.
std::string holder(int descriptor) {
  std::array<char, 16> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  if (size <= 0) return {};
  const std::string_view written(text.data(), static_cast<std::size_t>(size));
  return std::string(written.substr(0, written.find_first_not_of("0123456789")));
}

void write_holder(int descriptor) {
  const std::string text = std::to_string(::getpid()) + "\n";
  // Only for the other process's error message: the lock does not need it.
  if (::ftruncate(descriptor, 0) != 0) return;
  if (::pwrite(descriptor, text.data(), text.size(), 0) < 0) return;
}

}  // namespace

FileLock::~FileLock() { release(); }

result<void> FileLock::acquire_store(const std::string& path) {
  release();
  const int opened = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (opened >= 0 && ::flock(opened, LOCK_EX | LOCK_NB) == 0) {
    descriptor_ = opened;
    return {};
  }
  const int code = errno;
  if (opened >= 0) ::close(opened);
  if (code != EWOULDBLOCK) {
    return error(ErrorKind::unavailable, "cannot lock the store " + path + ": " +
                                             std::generic_category().message(code) +
                                             "; keep the store on a local disk");
  }
  return error(ErrorKind::unavailable,
               "another Yak has the store " + path +
                   " open, perhaps by another name of the same file (a hard link); stop it or set "
                   "store.path to another file");
}

result<void> FileLock::acquire(const std::string& path) {
  release();
  const int opened = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (opened < 0) {
    const std::string why = std::generic_category().message(errno);
    return error(ErrorKind::unavailable,
                 "cannot open the store's lock file " + path + ": " + why +
                     "; check that the folder exists and that Yak may write in it");
  }
  if (::flock(opened, LOCK_EX | LOCK_NB) != 0) {
    const int code = errno;
    const std::string process = holder(opened);
    ::close(opened);
    if (code != EWOULDBLOCK) {
      return error(ErrorKind::unavailable, "cannot lock " + path + ": " +
                                               std::generic_category().message(code) +
                                               "; keep the store on a local disk");
    }
    return error(ErrorKind::unavailable, "another Yak" +
                                             (process.empty() ? "" : " (process " + process + ")") +
                                             " has this store open, as the lock on " + path +
                                             " shows; stop it or set store.path to another file");
  }
  descriptor_ = opened;
  write_holder(descriptor_);
  return {};
}

void FileLock::release() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace yak::sqlite
