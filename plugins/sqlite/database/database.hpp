// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "yak/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace yak::sqlite {

/// Disables SQLite's statistics of memory, which take a lock at every allocation and are not used.
/// Call it before any other function of SQLite; later calls have no effect. Thread-safe.
void prepare_sqlite();

/// One connection; used by one thread at a time.
///
/// The first failure is kept, as in a stream: later statements do nothing and return nothing, and
/// the caller that began the work takes the failure at its end.
class Database {
 public:
  Database() = default;
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// The file must exist. `vfs` is the name of a registered file system, null for the default one.
  result<void> open(const std::string& path, const char* vfs = nullptr);
  /// For reading only, as `uri` says; `path` is its name in messages.
  result<void> open_to_look(const std::string& path, const std::string& uri);
  /// All statements must be destroyed before.
  void close();
  /// Makes `close` keep the -wal and -shm files.
  void keep_log();

  /// Where a transaction begins and ends: compiled once.
  enum class Control : std::uint8_t { begin_read, begin_write, commit, roll_back };
  void control(Control what);
  /// Rolls back the open transaction, if there is one.
  void roll_back();

  /// Runs one or more statements that return no rows.
  void execute(const std::string& sql);
  /// The first column of the first row as a number; 0 when there is none.
  std::int64_t number(const std::string& sql);
  /// The same as text.
  std::string text(const std::string& sql);

  [[nodiscard]] bool failed() const noexcept { return failure_.has_value(); }
  /// Keeps the error of SQLite's last call, unless there is an earlier one.
  void note_failure(int code);
  void note_failure(error failure);
  /// Returns the failure and clears it.
  std::optional<error> take_failure();
  /// The same as a result.
  result<void> outcome();

  /// True while a transaction is open. SQLite ends one by itself after some failures.
  [[nodiscard]] bool in_transaction() const noexcept;
  [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  result<void> open(const char* name, int flags, const char* vfs);
  int step(Control what);

  sqlite3* handle_ = nullptr;
  std::array<sqlite3_stmt*, 4> controls_{};  ///< in the order of Control
  std::string path_;
  std::optional<error> failure_;
};

}  // namespace yak::sqlite
