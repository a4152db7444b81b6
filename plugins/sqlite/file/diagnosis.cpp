// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/diagnosis.hpp"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "sqlite/database/database.hpp"
#include "sqlite/database/migrations.hpp"
#include "sqlite/database/statement.hpp"
#include "sqlite/file/file_safety.hpp"
#include "yak/http.hpp"

namespace yak::sqlite {
namespace {

using Level = Diagnosis::Level;

/// StoreFile has SQLite give back what is above 32 MiB; twice that is a log that is not copied.
constexpr std::int64_t kLongLog = std::int64_t{64} << 20U;
/// Enough to see what kind of damage it is.
constexpr int kShownFaults = 3;

std::optional<struct stat> status_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

std::string mebibytes(std::int64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

/// The file is made at the first start; whether it can be is all that can be said before.
Diagnosis diagnose_absence(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (::access(folder.c_str(), W_OK | X_OK) == 0) {
    return {Level::ok, "file", path + " is not there yet; yak run makes it"};
  }
  return {Level::fail, "file",
          path + " is not there and cannot be made: " + std::generic_category().message(errno),
          "make the folder " + folder + ", writable for the daemon's user"};
}

void diagnose_modes(const std::string& path, std::vector<Diagnosis>& diagnoses) {
  bool all_private = true;
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    const std::string file = path + suffix;
    const auto status = status_of(file);
    if (!status) continue;
    if ((status->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
      all_private = false;
      const bool open = (status->st_mode & (S_IRWXO | S_IWGRP)) != 0;
      diagnoses.push_back(Diagnosis(open ? Level::fail : Level::warn, "permissions",
                                    file + " holds what people wrote and can be opened by others",
                                    "chmod 600 " + file)
                              .of_kind(ErrorKind::forbidden));
    }
    if (status->st_uid != ::geteuid() && ::geteuid() != 0) {
      all_private = false;
      diagnoses.push_back(Diagnosis(Level::warn, "permissions",
                                    file + " belongs to user " + std::to_string(status->st_uid) +
                                        ", not to the user of this process",
                                    "run yak doctor as the daemon's user, or chown it to that user")
                              .of_kind(ErrorKind::forbidden));
    }
  }
  if (!all_private) return;
  if (const auto safe = check_safe(path); !safe) {
    diagnoses.push_back(
        Diagnosis(Level::fail, "permissions", safe.error().message, "yak run refuses such a store")
            .of_kind(ErrorKind::forbidden));
  } else {
    diagnoses.emplace_back(Level::ok, "permissions", path + ", open to its owner only");
  }
}

/// `file:…?mode=ro`, and without locks or files of its own where no process can be writing: a
/// running daemon has a log.
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    const bool special = c == '?' || c == '#' || c == '%';
    uri += special ? percent_encode({&c, 1}) : std::string(1, c);
  }
  uri += "?mode=ro";
  return status_of(path + "-wal") ? uri : uri + "&immutable=1";
}

Diagnosis failed(const error& failure) {
  return {Level::fail, "integrity", failure.message,
          failure.kind == ErrorKind::internal
              ? "stop Yak, keep a copy of the file with its -wal, and restore a backup"
              : ""};
}

Diagnosis diagnose_identity(Database& database) {
  const std::int64_t id = database.number("PRAGMA application_id");
  const std::int64_t version = database.number("PRAGMA user_version");
  if (auto failure = database.take_failure()) return failed(*failure);
  const auto newest = static_cast<std::int64_t>(schema_steps().size());
  const std::string words =
      "schema version " + std::to_string(version) + ", this Yak's is " + std::to_string(newest);
  if (id != kApplicationId && !(id == 0 && version == 0)) {
    return {Level::fail, "version", database.path() + " is another program's SQLite file",
            "set store.path to another file"};
  }
  if (version < 0) {
    return {Level::fail, "version",
            words +
                ": no Yak writes such a version, so the header is damaged or another program "
                "changed it",
            "restore a backup, or set the right version with sqlite3 (PRAGMA user_version)"};
  }
  if (version > newest) {
    return {Level::fail, "version", words + ": a newer Yak wrote it",
            "run the newer Yak, or restore a backup"};
  }
  if (version < newest) {
    return {Level::ok, "version", words + ": it is brought up to date at the next start"};
  }
  return {Level::ok, "version", words};
}

Diagnosis diagnose_pages(Database& database) {
  std::string faults;
  {
    // With fewer rows than there are faults it stops early
    // (sqlite.org/pragma.html#pragma_quick_check).
    Statement statement(database, "PRAGMA quick_check(10)");
    Query query(statement);
    for (int shown = 0; query.next() && shown < kShownFaults; ++shown) {
      if (!faults.empty()) faults += "; ";
      faults += query.text(0);
    }
  }
  if (auto failure = database.take_failure()) return failed(*failure);
  if (faults == "ok") return {Level::ok, "integrity", "quick_check finds no damage"};
  return {Level::fail, "integrity", "quick_check: " + faults,
          "stop Yak, keep a copy of the file with its -wal, and restore a backup or run "
          "`sqlite3 FILE .recover`"};
}

Diagnosis diagnose_size(const Options& options) {
  const auto file = status_of(options.path);
  const auto log = status_of(options.path + "-wal");
  const std::int64_t size = file ? file->st_size : 0;
  const std::int64_t log_size = log ? log->st_size : 0;
  const std::string words = mebibytes(size) + ", and " + mebibytes(log_size) + " of log";
  if (log_size > kLongLog) {
    return {Level::warn, "size", words + ": the log is not copied into the file",
            "see whether another program keeps the store open for reading, and whether the disk is "
            "slow"};
  }
  return {Level::ok, "size", words};
}

}  // namespace

std::vector<Diagnosis> diagnose_files(const Options& options) {
  std::vector<Diagnosis> diagnoses;
  const auto status = status_of(options.path);
  if (!status) {
    diagnoses.push_back(diagnose_absence(options.path));
    return diagnoses;
  }
  if (!S_ISREG(status->st_mode)) {
    diagnoses.emplace_back(Level::fail, "file", options.path + " is not a regular file",
                           "set store.path to another one");
    return diagnoses;
  }
  diagnose_modes(options.path, diagnoses);
  Database database;
  if (auto opened = database.open_to_look(options.path, uri_of(options.path)); !opened) {
    diagnoses.push_back(failed(opened.error()));
    return diagnoses;
  }
  const Diagnosis identity = diagnose_identity(database);
  diagnoses.push_back(identity);
  if (identity.level != Level::fail) diagnoses.push_back(diagnose_pages(database));
  diagnoses.push_back(diagnose_size(options));
  return diagnoses;
}

}  // namespace yak::sqlite
