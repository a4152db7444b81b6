// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/file_identity.hpp"

#include <sys/stat.h>

namespace yak::sqlite {
namespace {

error lost_file(const std::string& path, bool is_database) {
  const std::string what = "the store's file " + path +
                           " was removed or replaced while Yak has it open, so Yak takes no more "
                           "messages; ";
  // When only the log is gone, its content is copied into the database at the end.
  const char* const advice =
      is_database ? "save what Yak still has with `yak backup FILE`, stop Yak, put FILE in its "
                    "place and start Yak"
                  : "restart Yak: nothing is lost when it stops cleanly";
  return {ErrorKind::unavailable, what + advice};
}

}  // namespace

void FileIdentity::take(const std::string& path) {
  forget();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status{};
    const std::string name = path + suffix;
    if (::stat(name.c_str(), &status) != 0) continue;
    files_.push_back({name, status.st_dev, status.st_ino});
  }
}

std::optional<error> FileIdentity::lost() const {
  for (const File& file : files_) {
    struct stat status{};
    const bool same = ::stat(file.path.c_str(), &status) == 0 && status.st_dev == file.device &&
                      status.st_ino == file.inode;
    if (!same) return lost_file(file.path, &file == &files_.front());
  }
  return std::nullopt;
}

}  // namespace yak::sqlite
