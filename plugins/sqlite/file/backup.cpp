// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "sqlite/database/failure.hpp"
#include "sqlite/database/transaction.hpp"

namespace yak::sqlite {
namespace {

/// Between two looks at whether to stop: 4 MiB.
constexpr int kPagesAStep = 1024;

error no_backup(const std::string& file, const std::string& why) {
  return {ErrorKind::unavailable, "cannot write the backup " + file + ": " + why};
}

error no_backup(const std::string& file, int code) {
  return no_backup(file, std::generic_category().message(code));
}

error exists(const std::string& file) {
  return {ErrorKind::conflict, file + " is there already: name another file, or remove it first"};
}

/// A new file beside the backup, for its owner only, that is removed unless it is given its name.
class Unfinished {
 public:
  explicit Unfinished(const std::string& file)
      : path_(file + ".XXXXXX"), descriptor_(::mkostemp(path_.data(), O_CLOEXEC)) {}
  ~Unfinished() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    if (!is_named_) ::unlink(path_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  /// Puts it on the disk and gives it its name, if that is free.
  result<void> finish(const std::string& file) {
    if (::fsync(descriptor_) != 0) return no_backup(file, errno);
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) {
      // Not every file system can do that.
      if (errno == EEXIST) return exists(file);
      if (::link(path_.c_str(), file.c_str()) != 0) {
        return errno == EEXIST ? exists(file) : no_backup(file, errno);
      }
      ::unlink(path_.c_str());
    }
    is_named_ = true;
    std::string folder = std::filesystem::path(file).parent_path().string();
    if (folder.empty()) folder = ".";
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool kept = opened >= 0 && ::fsync(opened) == 0;
    const int code = errno;
    if (opened >= 0) ::close(opened);
    if (kept) return {};
    return no_backup(file, code);
  }

 private:
  std::string path_;
  int descriptor_;
  bool is_named_ = false;
};

result<void> copy_pages(Database& source, Database& target, const std::string& file,
                        const std::atomic<bool>& stops) {
  sqlite3_backup* copy = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
  int code = copy == nullptr ? sqlite3_errcode(target.handle()) : SQLITE_OK;
  while (code == SQLITE_OK && !stops) code = sqlite3_backup_step(copy, kPagesAStep);
  if (copy != nullptr) sqlite3_backup_finish(copy);
  if (code == SQLITE_DONE) return {};
  if (code == SQLITE_OK) {
    return error(ErrorKind::unavailable, "Yak ends, so the backup " + file + " was not finished");
  }
  return no_backup(file, sqlite3_errstr(code));
}

}  // namespace

result<void> back_up(Database& source, const std::string& file, const std::atomic<bool>& stops) {
  struct stat status{};
  if (::lstat(file.c_str(), &status) == 0) return exists(file);
  Unfinished unfinished(file);
  if (!unfinished.is_open()) return no_backup(file, errno);
  {
    Database target;
    if (auto opened = target.open(unfinished.path()); !opened) return opened;
    // Nothing of it counts until the whole is on the disk.
    target.execute("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF");
    {
      // With a snapshot the copy need not start again whenever something is written.
      const Transaction snapshot(source, Transaction::Kind::read);
      source.number("SELECT count(*) FROM sqlite_schema");
      if (auto begun = source.outcome(); !begun) return begun;
      if (auto copied = copy_pages(source, target, file, stops); !copied) return copied;
    }
    // The copy says that it has a log, as its source does.
    target.execute("PRAGMA journal_mode=DELETE");
    if (auto usable = target.outcome(); !usable) return usable;
  }
  return unfinished.finish(file);
}

}  // namespace yak::sqlite
