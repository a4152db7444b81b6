// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "sqlite/database/database.hpp"
#include "yak/message/trace_id.hpp"

struct sqlite3_stmt;

namespace yak::sqlite {

/// A compiled statement, kept for as long as its connection.
class Statement {
 public:
  Statement() = default;
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  [[nodiscard]] Database& database() const noexcept { return *database_; }
  [[nodiscard]] sqlite3_stmt* handle() const noexcept { return handle_; }

 private:
  Database* database_ = nullptr;
  sqlite3_stmt* handle_ = nullptr;
};

/// One run of a statement. Texts are bound without a copy: they must outlive the query.
class Query {
 public:
  template <class... Values>
  explicit Query(Statement& statement, Values&&... values) : statement_(statement) {
    int index = 0;
    (bind(++index, std::forward<Values>(values)), ...);
  }
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Steps to the next row; false at the end, and when the connection has failed.
  bool next();
  /// Runs to the end and returns the number of rows that it changed; 0 if the connection has
  /// failed.
  std::int64_t run();

  // Of the current row; columns are counted from 0.
  [[nodiscard]] std::int64_t integer(int column) const;
  /// From milliseconds since the epoch, as times are bound.
  [[nodiscard]] std::chrono::sys_time<std::chrono::milliseconds> time(int column) const;
  [[nodiscard]] std::string text(int column) const;
  /// Not set where the column is NULL.
  [[nodiscard]] TraceId trace_id(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  template <class Enum>
  [[nodiscard]] Enum as(int column) const {
    return static_cast<Enum>(integer(column));
  }

 private:
  template <class Number>
    requires std::is_integral_v<Number>
  void bind(int index, Number value) {
    bind_integer(index, static_cast<std::int64_t>(value));
  }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void bind(int index, Enum value) {
    bind_integer(index, static_cast<std::int64_t>(value));
  }
  template <class Duration>
  void bind(int index, std::chrono::sys_time<Duration> time) {
    bind_integer(index,
                 std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count());
  }
  template <class Value>
  void bind(int index, const std::optional<Value>& value) {
    if (value) bind(index, *value);  // a parameter that is not bound is NULL
  }
  /// Binds NULL for an id that is not set.
  void bind(int index, const TraceId& id);
  void bind(int index, std::string_view text) { bind_text(index, text); }
  void bind(int index, const std::string& text) { bind_text(index, text); }
  void bind(int index, std::string&& text) = delete;
  void bind(int index, std::optional<std::string>&& text) = delete;

  void bind_integer(int index, std::int64_t value);
  void bind_text(int index, std::string_view text);

  Statement& statement_;
};

}  // namespace yak::sqlite
