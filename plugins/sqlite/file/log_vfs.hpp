// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "yak/error.hpp"

struct sqlite3_vfs;

namespace yak::sqlite {

/// Writes to a file that follow one another, gathered into one. Holds at most its bound.
class WriteGather {
 public:
  explicit WriteGather(std::size_t bound);

  /// False when the bytes do not follow what is gathered, or do not fit: write that out first.
  bool add(const void* bytes, std::size_t size, std::int64_t offset);
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
  [[nodiscard]] std::int64_t offset() const noexcept { return offset_; }
  [[nodiscard]] const std::vector<char>& bytes() const noexcept { return bytes_; }
  /// Forgets what is gathered; keeps the memory.
  void clear() noexcept { bytes_.clear(); }

 private:
  const std::size_t bound_;
  std::int64_t offset_ = 0;
  std::vector<char> bytes_;
};

/// A file system for SQLite that is another one, except that writes to a write-ahead log are
/// gathered and reach the file in one piece: SQLite itself makes two writes a page, of 24 and 4096
/// bytes. They are written out at the latest when the log is synced, read, cut, measured or closed.
///
/// Only for a connection with synchronous=FULL. Then SQLite syncs the log at the end of every
/// transaction before it enters the frames in the log's index (sqlite3WalFrames in
/// https://www.sqlite.org/src/file?name=src/wal.c, https://www.sqlite.org/walformat.html), so that
/// no other connection looks for a frame that is still gathered. Where a crash could harm bytes
/// beside those written (no SQLITE_IOCAP_POWERSAFE_OVERWRITE), SQLite writes padding after the
/// sync, and nothing is gathered.
///
/// A failure to write out is the failure of the call that needed it. What was gathered is then
/// forgotten: SQLite undoes the transaction that it belongs to, and none of it is written later.
///
/// Thread-safe as the other one is.
inline constexpr const char* kLogVfs = "yak-log";

/// Registers the file system above the default one, once. `internal` when SQLite refuses.
result<void> use_log_vfs();

/// The same with a name of its own, above another file system. Both stay registered for the life of
/// the process.
result<void> use_log_vfs(const char* name, sqlite3_vfs* below);

}  // namespace yak::sqlite
