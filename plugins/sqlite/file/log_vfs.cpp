// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/log_vfs.hpp"

#include <sqlite3.h>

#include <memory>
#include <mutex>
#include <new>
#include <string>

namespace yak::sqlite {
namespace {

/// The most that SQLite's Unix file system takes in one write: seekAndWriteFd in
/// https://www.sqlite.org/src/file?name=src/os_unix.c looks at the low 17 bits of the size only. It
/// is 31 pages; a larger transaction is written in several pieces.
constexpr std::size_t kMaxGathered = 0x1ffff;

/// A log that is open. SQLite allocates it, followed by the file of the file system below.
struct LogFile {
  sqlite3_file base;
  sqlite3_file* below;
  WriteGather* gathered;  ///< owned; SQLite knows no destructors
  bool gathers;
};

LogFile& log_of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }
sqlite3_file* below(sqlite3_file* file) { return log_of(file).below; }

int write_out(LogFile& log) {
  WriteGather& gathered = *log.gathered;
  if (gathered.empty()) return SQLITE_OK;
  const std::vector<char>& bytes = gathered.bytes();
  const int code = log.below->pMethods->xWrite(log.below, bytes.data(),
                                               static_cast<int>(bytes.size()), gathered.offset());
  gathered.clear();
  return code;
}

int log_close(sqlite3_file* file) {
  LogFile& log = log_of(file);
  // What is left belongs to a transaction that was never committed.
  const int written = write_out(log);
  const int closed = log.below->pMethods->xClose(log.below);
  delete log.gathered;
  log.gathered = nullptr;
  return written == SQLITE_OK ? closed : written;
}

int log_read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  if (const int code = write_out(log_of(file)); code != SQLITE_OK) return code;
  return below(file)->pMethods->xRead(below(file), bytes, size, offset);
}

int log_write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  LogFile& log = log_of(file);
  const auto length = static_cast<std::size_t>(size);
  if (log.gathers && log.gathered->add(bytes, length, offset)) return SQLITE_OK;
  if (const int code = write_out(log); code != SQLITE_OK) return code;
  if (log.gathers && log.gathered->add(bytes, length, offset)) return SQLITE_OK;
  return log.below->pMethods->xWrite(log.below, bytes, size, offset);
}

int log_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = write_out(log_of(file)); code != SQLITE_OK) return code;
  return below(file)->pMethods->xTruncate(below(file), size);
}

int log_sync(sqlite3_file* file, int flags) {
  if (const int code = write_out(log_of(file)); code != SQLITE_OK) return code;
  return below(file)->pMethods->xSync(below(file), flags);
}

int log_size(sqlite3_file* file, sqlite3_int64* size) {
  if (const int code = write_out(log_of(file)); code != SQLITE_OK) return code;
  return below(file)->pMethods->xFileSize(below(file), size);
}

int log_lock(sqlite3_file* file, int level) {
  return below(file)->pMethods->xLock(below(file), level);
}

int log_unlock(sqlite3_file* file, int level) {
  return below(file)->pMethods->xUnlock(below(file), level);
}

int log_check_lock(sqlite3_file* file, int* locked) {
  return below(file)->pMethods->xCheckReservedLock(below(file), locked);
}

int log_control(sqlite3_file* file, int what, void* argument) {
  return below(file)->pMethods->xFileControl(below(file), what, argument);
}

int log_sector_size(sqlite3_file* file) { return below(file)->pMethods->xSectorSize(below(file)); }

int log_characteristics(sqlite3_file* file) {
  return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

// Version 1: a log is neither mapped nor has shared memory, which belong to the database's file.
constexpr sqlite3_io_methods kLogMethods{
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_check_lock,
    .xFileControl = log_control,
    .xSectorSize = log_sector_size,
    .xDeviceCharacteristics = log_characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

/// A copy of the file system below but for `xOpen`, so that its other functions find what is
/// theirs.
struct LogVfs : sqlite3_vfs {
  LogVfs(const char* its_name, sqlite3_vfs* lower)
      : sqlite3_vfs(*lower), name(its_name), below(lower) {}

  const std::string name;
  sqlite3_vfs* const below;
};

int open_log(sqlite3_vfs* vfs, const char* path, LogFile& log, int flags, int* out_flags) {
  log.base.pMethods = nullptr;
  log.below = reinterpret_cast<sqlite3_file*>(&log + 1);
  const int code = vfs->xOpen(vfs, path, log.below, flags, out_flags);
  if (code != SQLITE_OK) {
    if (log.below->pMethods != nullptr) log.below->pMethods->xClose(log.below);
    return code;
  }
  try {
    log.gathered = new WriteGather(kMaxGathered);
  } catch (const std::bad_alloc&) {
    log.below->pMethods->xClose(log.below);
    return SQLITE_NOMEM;
  }
  log.gathers = (log.below->pMethods->xDeviceCharacteristics(log.below) &
                 SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
  log.base.pMethods = &kLogMethods;
  return SQLITE_OK;
}

int vfs_open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags,
             int* out_flags) {
  sqlite3_vfs* lower = static_cast<LogVfs*>(vfs)->below;
  if ((flags & SQLITE_OPEN_WAL) == 0) return lower->xOpen(lower, path, file, flags, out_flags);
  return open_log(lower, path, log_of(file), flags, out_flags);
}

}  // namespace

WriteGather::WriteGather(std::size_t bound) : bound_(bound) {
  // SQLite's calls must not throw: there is room for all from the start.
  bytes_.reserve(bound);
}

bool WriteGather::add(const void* bytes, std::size_t size, std::int64_t offset) {
  if (bytes_.size() + size > bound_) return false;
  const bool follows = offset == offset_ + static_cast<std::int64_t>(bytes_.size());
  if (!bytes_.empty() && !follows) return false;
  if (bytes_.empty()) offset_ = offset;
  const char* begin = static_cast<const char*>(bytes);
  bytes_.insert(bytes_.end(), begin, begin + size);
  return true;
}

result<void> use_log_vfs() {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (sqlite3_vfs_find(kLogVfs) != nullptr) return {};
  return use_log_vfs(kLogVfs, sqlite3_vfs_find(nullptr));
}

result<void> use_log_vfs(const char* name, sqlite3_vfs* below) {
  auto made = std::make_unique<LogVfs>(name, below);
  made->pNext = nullptr;
  made->zName = made->name.c_str();
  made->szOsFile += static_cast<int>(sizeof(LogFile));
  made->xOpen = vfs_open;
  const int code = sqlite3_vfs_register(made.get(), 0);
  if (code != SQLITE_OK) {
    return error(ErrorKind::internal,
                 std::string("SQLite takes no file system: ") + sqlite3_errstr(code));
  }
  [[maybe_unused]] const LogVfs* const kept = made.release();  // by SQLite
  return {};
}

}  // namespace yak::sqlite
