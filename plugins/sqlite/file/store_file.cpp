// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/store_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "sqlite/database/migrations.hpp"
#include "sqlite/file/file_safety.hpp"
#include "sqlite/file/log_vfs.hpp"

namespace yak::sqlite {
namespace {

/// Makes the file if it is not there, readable by its owner only: it holds what people wrote.
/// SQLite gives its own files beside it the same mode.
result<void> ensure_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return error(ErrorKind::unavailable, "cannot open the store " + path + ": " +
                                             std::generic_category().message(errno) +
                                             "; check store.path and who may write there");
  }
  struct stat status{};
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  ::close(descriptor);
  if (regular) return {};
  return error(ErrorKind::invalid, "the store " + path + " is not a regular file");
}

void use_cache(Database& database, const Options& options) {
  // Negative: in KiB (https://www.sqlite.org/pragma.html#pragma_cache_size).
  database.execute("PRAGMA cache_size=-" + std::to_string(options.cache_bytes / 1024));
  database.execute("PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF");
}

/// Before anything is written: with FULL, the log's file system relies on it.
result<void> open_writer(Database& database, const Options& options) {
  const bool full = options.durability == Durability::full;
  if (full) {
    if (auto usable = use_log_vfs(); !usable) return usable;
  }
  if (auto opened = database.open(options.path, full ? kLogVfs : nullptr); !opened) return opened;
  database.execute(full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  return database.outcome();
}

result<void> use_log(Database& database) {
  const std::string mode = database.text("PRAGMA journal_mode=WAL");
  // Shrinks the log's file again after a burst of writes.
  database.execute("PRAGMA journal_size_limit=33554432");
  // Debian's SQLite zeroes what is deleted always; this does where it costs no extra write.
  database.number("PRAGMA secure_delete=FAST");
  if (auto done = database.outcome(); !done) return done;
  if (mode == "wal") return {};
  return error(ErrorKind::unavailable, "the store " + database.path() +
                                           " is on a file system without shared memory (" + mode +
                                           "); put it on a local disk");
}

}  // namespace

result<void> StoreFile::open(const Options& options) {
  auto opened = open_locked(options);
  if (!opened) close();
  return opened;
}

result<void> StoreFile::open_locked(const Options& options) {
  prepare_sqlite();
  struct stat status{};
  if (::stat(options.path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return error(ErrorKind::invalid,
                 "the store " + options.path + " is a folder; set store.path to a file in it");
  }
  if (auto safe = check_safe(options.path); !safe) return safe;
  if (auto locked = lock(options.path); !locked) return locked;
  if (auto opened = open_writer(writer_, options); !opened) return opened;
  if (auto ready = migrate(writer_, schema_steps()); !ready) return ready;
  if (auto logging = use_log(writer_); !logging) return logging;
  use_cache(writer_, options);
  if (auto usable = writer_.outcome(); !usable) return usable;
  if (auto opened = reader_.open(options.path); !opened) return opened;
  use_cache(reader_, options);
  reader_.execute("PRAGMA query_only=ON");
  if (auto usable = reader_.outcome(); !usable) return usable;
  return open_copier(options.path);
}

result<void> StoreFile::lock(const std::string& path) {
  if (auto locked = lock_.acquire(path + ".lock"); !locked) return locked;
  if (auto there = ensure_file(path); !there) return there;
  return store_lock_.acquire_store(path);
}

result<void> StoreFile::open_copier(const std::string& path) {
  if (auto opened = copier_.open(path); !opened) return opened;
  copier_.execute("PRAGMA query_only=ON; PRAGMA cache_size=-256");
  // The log is opened by the first reading.
  copier_.number("SELECT count(*) FROM sqlite_schema");
  return copier_.outcome();
}

result<void> StoreFile::open_to_copy(const Options& options) {
  prepare_sqlite();
  struct stat status{};
  if (::stat(options.path.c_str(), &status) != 0) {
    return error(
        errno == ENOENT ? ErrorKind::not_found : ErrorKind::unavailable,
        "cannot open the store " + options.path + ": " + std::generic_category().message(errno));
  }
  auto opened = lock(options.path);
  if (opened) opened = open_copier(options.path);
  if (opened) opened = check_identity(copier_);
  if (!opened) close();
  return opened;
}

void StoreFile::close() {
  // Files that have these names now are another store's: SQLite would remove its log.
  if (lost()) {
    copier_.keep_log();
    reader_.keep_log();
    writer_.keep_log();
  }
  identity_.forget();
  copier_.close();
  reader_.close();
  writer_.close();
  store_lock_.release();
  lock_.release();
}

}  // namespace yak::sqlite
