// SPDX-License-Identifier: Apache-2.0
#include "sqlite/database/statement.hpp"

#include <sqlite3.h>

#include <cstring>

namespace yak::sqlite {

Statement::Statement(Database& database, const char* sql) : database_(&database) {
  if (database.failed()) return;
  const int code =
      sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) database.note_failure(code);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(database_, other.database_);
  std::swap(handle_, other.handle_);
  return *this;
}

Query::~Query() {
  if (statement_.handle() == nullptr) return;
  sqlite3_reset(statement_.handle());
  // Nothing may point at the caller's texts any longer.
  sqlite3_clear_bindings(statement_.handle());
}

bool Query::next() {
  Database& database = statement_.database();
  if (database.failed()) return false;
  const int code = sqlite3_step(statement_.handle());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database.note_failure(code);
  return false;
}

std::int64_t Query::run() {
  while (next()) {
  }
  Database& database = statement_.database();
  return database.failed() ? 0 : sqlite3_changes64(database.handle());
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_.handle(), column);
}

std::chrono::sys_time<std::chrono::milliseconds> Query::time(int column) const {
  return std::chrono::sys_time<std::chrono::milliseconds>(
      std::chrono::milliseconds(integer(column)));
}

std::string Query::text(int column) const {
  const auto* bytes =
      reinterpret_cast<const char*>(sqlite3_column_text(statement_.handle(), column));
  if (bytes == nullptr) return {};
  const int size = sqlite3_column_bytes(statement_.handle(), column);
  return {bytes, static_cast<std::size_t>(size)};
}

TraceId Query::trace_id(int column) const {
  TraceId id{};
  const void* const bytes = sqlite3_column_blob(statement_.handle(), column);
  const int size = sqlite3_column_bytes(statement_.handle(), column);
  if (bytes != nullptr && static_cast<std::size_t>(size) == id.size()) {
    std::memcpy(id.data(), bytes, id.size());
  }
  return id;
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_.handle(), column) == SQLITE_NULL;
}

void Query::bind_integer(int index, std::int64_t value) {
  Database& database = statement_.database();
  if (database.failed()) return;
  const int code = sqlite3_bind_int64(statement_.handle(), index, value);
  if (code != SQLITE_OK) database.note_failure(code);
}

void Query::bind(int index, const TraceId& id) {
  Database& database = statement_.database();
  if (database.failed() || id == TraceId{}) return;
  const int code =
      sqlite3_bind_blob64(statement_.handle(), index, id.data(), id.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) database.note_failure(code);
}

void Query::bind_text(int index, std::string_view text) {
  Database& database = statement_.database();
  if (database.failed()) return;
  // A null pointer would bind NULL, and an empty view may hold one.
  const char* bytes = text.empty() ? "" : text.data();
  const int code = sqlite3_bind_text64(statement_.handle(), index, bytes, text.size(),
                                       SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) database.note_failure(code);
}

}  // namespace yak::sqlite
