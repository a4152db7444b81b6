// SPDX-License-Identifier: Apache-2.0
#include "sqlite/database/failure.hpp"

#include <sqlite3.h>

#include <utility>

namespace yak::sqlite {
namespace {

struct Meaning {
  ErrorKind kind;
  const char* what;  ///< follows the file's name
};

// https://www.sqlite.org/rescode.html: the low byte is the primary code.
Meaning meaning_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {ErrorKind::unavailable,
              "cannot grow: the disk or the quota is full; free some space and Yak goes on"};
    case SQLITE_IOERR:
      return {ErrorKind::unavailable,
              "cannot be read or written; check the disk, its mount and the kernel's log"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::unavailable,
              "is locked by another program; close whatever else has it open for writing"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorKind::unavailable,
              "cannot be written; check the owner and mode of the file and its folder"};
    case SQLITE_CANTOPEN:
      return {ErrorKind::unavailable,
              "cannot be opened; check that the folder exists and that Yak may write in it"};
    case SQLITE_NOMEM: return {ErrorKind::unavailable, "needs more memory than there is"};
    case SQLITE_TOOBIG: return {ErrorKind::too_large, "does not take a value this large"};
    case SQLITE_NOTADB:
      return {ErrorKind::invalid,
              "is not a Yak store (not even an SQLite file); set store.path to another file"};
    case SQLITE_CORRUPT:
      return {ErrorKind::internal,
              "is damaged; stop Yak, keep a copy of the file with its -wal, then restore a backup "
              "or run `sqlite3 FILE .recover`"};
    default: return {ErrorKind::internal, "gave an unexpected failure"};
  }
}

}  // namespace

error to_error(int code, std::string_view path, std::string_view detail) {
  const Meaning meaning = meaning_of(code);
  std::string words = "the store " + std::string(path) + " " + meaning.what + " (SQLite " +
                      std::to_string(code) + ": " + std::string(detail) + ")";
  return {meaning.kind, std::move(words)};
}

}  // namespace yak::sqlite
