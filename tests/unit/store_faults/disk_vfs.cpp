// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

#include <map>
#include <mutex>
#include <string>

#include "unit/store_faults/disk.hpp"

namespace yak::store_test {
namespace {

sqlite3_vfs* real_vfs = nullptr;

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset);
int cut(sqlite3_file* file, sqlite3_int64 size);
int sync(sqlite3_file* file, int flags);

/// A file that SQLite's own VFS opened.
struct OpenFile {
  std::string path;
  const sqlite3_io_methods* real = nullptr;
};

/// Finds the path and the real methods of an open file; SQLite's own structures have no room for
/// them.
class OpenFiles {
 public:
  /// Redirects the file's writes, truncations and syncs to the functions above.
  void add(sqlite3_file* file, const char* path) {
    const std::lock_guard lock(mutex_);
    files_[file] = OpenFile{path, file->pMethods};
    const auto [found, is_new] = methods_.try_emplace(file->pMethods, *file->pMethods);
    if (is_new) {
      found->second.xWrite = write;
      found->second.xTruncate = cut;
      found->second.xSync = sync;
    }
    file->pMethods = &found->second;
  }
  OpenFile find(sqlite3_file* file) {
    const std::lock_guard lock(mutex_);
    return files_.at(file);
  }

 private:
  std::mutex mutex_;
  std::map<sqlite3_file*, OpenFile> files_;
  /// SQLite has one set of methods for databases and another for files without locks.
  std::map<const sqlite3_io_methods*, sqlite3_io_methods> methods_;
};

OpenFiles& open_files() {
  static OpenFiles files;
  return files;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const OpenFile open = open_files().find(file);
  const bool lets = Disk::instance().writes(open.path, bytes, size, offset);
  return lets ? open.real->xWrite(file, bytes, size, offset) : SQLITE_IOERR_WRITE;
}

int cut(sqlite3_file* file, sqlite3_int64 size) {
  const OpenFile open = open_files().find(file);
  return Disk::instance().cuts(open.path, size) ? open.real->xTruncate(file, size)
                                                : SQLITE_IOERR_TRUNCATE;
}

int sync(sqlite3_file* file, int /*flags*/) {
  return Disk::instance().syncs(open_files().find(file).path) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int open(sqlite3_vfs* /*vfs*/, sqlite3_filename path, sqlite3_file* file, int flags, int* opened) {
  const int code = real_vfs->xOpen(real_vfs, path, file, flags, opened);
  if (code != SQLITE_OK || path == nullptr) return code;
  open_files().add(file, path);
  Disk::instance().opens(path);
  return code;
}

int erase(sqlite3_vfs* /*vfs*/, const char* path, int sync_folder) {
  Disk::instance().deletes(path);
  return real_vfs->xDelete(real_vfs, path, sync_folder);
}

void put_below_sqlite() {
  static sqlite3_vfs vfs;
  real_vfs = sqlite3_vfs_find(nullptr);
  vfs = *real_vfs;
  vfs.pNext = nullptr;
  vfs.zName = "disk";
  vfs.xOpen = open;
  vfs.xDelete = erase;
  sqlite3_vfs_register(&vfs, 1);
}

}  // namespace

Disk& Disk::instance() {
  static Disk disk;
  static const bool below = (put_below_sqlite(), true);
  static_cast<void>(below);
  return disk;
}

}  // namespace yak::store_test
