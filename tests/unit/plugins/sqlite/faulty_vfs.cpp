// SPDX-License-Identifier: Apache-2.0
#include "unit/plugins/sqlite/faulty_vfs.hpp"

#include <sqlite3.h>

#include "sqlite/file/log_vfs.hpp"

namespace yak::store_test {
namespace {

const sqlite3_io_methods* real = nullptr;
sqlite3_io_methods faulty;

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  ++log_faults().writes;
  switch (log_faults().next_writes) {
    case LogFaults::Write::whole: return real->xWrite(file, bytes, size, offset);
    case LogFaults::Write::none: return SQLITE_FULL;
    case LogFaults::Write::half: real->xWrite(file, bytes, size / 2, offset); break;
  }
  return SQLITE_IOERR_WRITE;
}

int sync(sqlite3_file* file, int flags) {
  ++log_faults().syncs;
  return log_faults().syncs_fail ? SQLITE_IOERR_FSYNC : real->xSync(file, flags);
}

int characteristics(sqlite3_file* file) {
  const int real_ones = real->xDeviceCharacteristics(file);
  return log_faults().overwrite_is_safe ? real_ones : real_ones & ~SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int open(sqlite3_vfs* /*vfs*/, sqlite3_filename path, sqlite3_file* file, int flags, int* opened) {
  sqlite3_vfs* lower = sqlite3_vfs_find(nullptr);
  const int code = lower->xOpen(lower, path, file, flags, opened);
  if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return code;
  real = file->pMethods;
  faulty = *real;
  faulty.xWrite = write;
  faulty.xSync = sync;
  faulty.xDeviceCharacteristics = characteristics;
  file->pMethods = &faulty;
  return code;
}

}  // namespace

LogFaults& log_faults() {
  static LogFaults faults;
  return faults;
}

sqlite3_vfs* faulty_vfs() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs made = *sqlite3_vfs_find(nullptr);
    made.pNext = nullptr;
    made.zName = "faulty";
    made.xOpen = open;
    return made;
  }();
  return &vfs;
}

const char* log_vfs_above_faults() {
  static const bool registered = sqlite::use_log_vfs("log-above-faults", faulty_vfs()).has_value();
  return registered ? "log-above-faults" : nullptr;
}

}  // namespace yak::store_test
