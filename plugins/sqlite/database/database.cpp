// SPDX-License-Identifier: Apache-2.0
#include "sqlite/database/database.hpp"

#include <sqlite3.h>

#include <utility>

#include "sqlite/database/failure.hpp"
#include "sqlite/database/statement.hpp"

namespace yak::sqlite {
namespace {

/// Webhook bodies are at most 64 KiB; this only keeps a runaway value from filling the disk.
constexpr int kMaxValueBytes = 16 << 20;
/// Only other programs can hold a lock: Yak has one writer.
constexpr int kBusyMs = 5000;

constexpr const char* kControls[]{"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"};

}  // namespace

void prepare_sqlite() {
  static const int kUncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(kUncounted);
}

Database::~Database() { close(); }

result<void> Database::open(const std::string& path, const char* vfs) {
  path_ = path;
  return open(path.c_str(), SQLITE_OPEN_READWRITE, vfs);
}

result<void> Database::open_to_look(const std::string& path, const std::string& uri) {
  path_ = path;
  return open(uri.c_str(), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
}

result<void> Database::open(const char* name, int flags, const char* vfs) {
  // SQLite's own mutexes are not needed where each connection has one thread.
  const int code = sqlite3_open_v2(name, &handle_, flags | SQLITE_OPEN_NOMUTEX, vfs);
  if (handle_ != nullptr) sqlite3_extended_result_codes(handle_, 1);
  if (code != SQLITE_OK) {
    note_failure(code);
    close();
    return outcome();
  }
  sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  sqlite3_busy_timeout(handle_, kBusyMs);
  return {};
}

void Database::close() {
  for (sqlite3_stmt*& control : controls_) sqlite3_finalize(std::exchange(control, nullptr));
  // sqlite3_close_v2 defers closing until the last statement is finalized.
  if (handle_ != nullptr) sqlite3_close_v2(std::exchange(handle_, nullptr));
}

void Database::keep_log() {
  int keeps = 1;
  if (handle_ != nullptr) sqlite3_file_control(handle_, "main", SQLITE_FCNTL_PERSIST_WAL, &keeps);
}

void Database::control(Control what) {
  if (failed()) return;
  if (const int code = step(what); code != SQLITE_OK) note_failure(code);
}

void Database::roll_back() {
  // SQLite may have undone it already; the error is then ignored.
  if (in_transaction()) step(Control::roll_back);
}

int Database::step(Control what) {
  const auto index = static_cast<std::size_t>(what);
  sqlite3_stmt*& statement = controls_.at(index);
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(handle_, kControls[index], -1, SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) return code;
  }
  sqlite3_step(statement);
  return sqlite3_reset(statement);  // gives the step's failure
}

void Database::execute(const std::string& sql) {
  if (failed()) return;
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) note_failure(code);
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql.c_str());
  Query query(statement);
  return query.next() ? query.integer(0) : 0;
}

std::string Database::text(const std::string& sql) {
  Statement statement(*this, sql.c_str());
  Query query(statement);
  return query.next() ? query.text(0) : std::string();
}

void Database::note_failure(int code) {
  if (failed()) return;
  const char* detail = handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_);
  failure_ = to_error(code, path_, detail);
}

void Database::note_failure(error failure) {
  if (!failed()) failure_ = std::move(failure);
}

std::optional<error> Database::take_failure() { return std::exchange(failure_, std::nullopt); }

result<void> Database::outcome() {
  if (auto failure = take_failure()) return *std::move(failure);
  return {};
}

bool Database::in_transaction() const noexcept {
  return handle_ != nullptr && sqlite3_get_autocommit(handle_) == 0;
}

}  // namespace yak::sqlite
