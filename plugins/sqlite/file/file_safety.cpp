// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/file_safety.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <vector>

namespace yak::sqlite {
namespace {

/// How others could change what has this status, and what to do; empty when they could not.
std::string unsafe_in(const struct stat& status, const std::string& path) {
  const bool is_folder = S_ISDIR(status.st_mode);
  const uid_t user = ::geteuid();
  if (!is_folder && user != 0 && status.st_uid != user) {
    return path + " belongs to another user (uid " + std::to_string(status.st_uid) +
           "): run Yak as that user, or chown it to this one";
  }
  if (is_folder && (status.st_mode & S_ISVTX) != 0) return {};
  const bool by_all = (status.st_mode & S_IWOTH) != 0;
  if (!by_all && (status.st_mode & S_IWGRP) == 0) return {};
  return (is_folder ? "its folder " : "") + path + " can be written by " +
         (by_all ? "everybody" : "its group") + ": chmod go-w " + path;
}

}  // namespace

result<void> check_safe(const std::string& path) {
  // Where the name is a link, SQLite works on the file that it leads to, and beside that.
  std::error_code absent;
  std::filesystem::path real = std::filesystem::canonical(path, absent);
  if (absent) real = path;
  std::vector<std::string> names{real.parent_path().string(), path + ".lock"};
  for (const char* suffix : {"", "-wal", "-shm"}) names.push_back(real.string() + suffix);
  for (const std::string& name : names) {
    struct stat status{};
    if (::stat(name.c_str(), &status) != 0) continue;
    const std::string unsafe = unsafe_in(status, name);
    if (unsafe.empty()) continue;
    return error(ErrorKind::forbidden, "the store must be safe from other users, but " + unsafe);
  }
  return {};
}

}  // namespace yak::sqlite
