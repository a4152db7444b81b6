// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "sqlite/database/database.hpp"
#include "yak/error.hpp"
#include "yak/event.hpp"

namespace yak::sqlite {

/// One call while it waits for its thread. It lives in the frame of the coroutine that made it,
/// which stays suspended until `done` is set; no other thread touches it after that.
class Operation {
 public:
  enum class Kind : std::uint8_t { read, write, copy_log };

  explicit Operation(Kind kind) : kind(kind) {}
  virtual ~Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  /// Does the work and keeps the outcome. May be called again after an undo.
  virtual void run() = 0;
  /// Replaces the outcome.
  virtual void fail(const error& failure) = 0;

  const Kind kind;
  Event done;
  Operation* next = nullptr;  ///< in the queue
};

/// An operation that returns a T: the result<T> of the callable `work`.
template <class T, class Work>
class Call final : public Operation {
 public:
  Call(Kind kind, Database& database, Work& work)
      : Operation(kind), database_(database), work_(work) {}

  void run() override {
    outcome_.reset();
    try {
      outcome_.emplace(work_());
    } catch (const std::exception& bug) {
      // As a failure of the connection it also undoes what the work had written.
      database_.note_failure(error(ErrorKind::internal, std::string("store: ") + bug.what()));
    }
  }
  void fail(const error& failure) override { outcome_.emplace(failure); }

  /// The outcome, once `done` is set.
  result<T> take() { return *std::move(outcome_); }

 private:
  Database& database_;
  Work& work_;
  std::optional<result<T>> outcome_;
};

}  // namespace yak::sqlite
