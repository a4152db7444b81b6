// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "sqlite/database/database.hpp"
#include "sqlite/file/file_identity.hpp"
#include "sqlite/file/file_lock.hpp"
#include "sqlite/options.hpp"

namespace yak::sqlite {

/// The file on the disk: locked, of the newest schema, with a connection for the writer, one for
/// the reader and one for backups.
class StoreFile {
 public:
  result<void> open(const Options& options);
  /// As it is, for a backup: only `copier` may be used. `not_found` when there is no such file.
  result<void> open_to_copy(const Options& options);
  /// All statements must be destroyed before.
  void close();

  [[nodiscard]] Database& writer() noexcept { return writer_; }
  [[nodiscard]] Database& reader() noexcept { return reader_; }
  /// For backups, on any thread. It has its files open from the start, so that it reads the store
  /// even when the files have lost their names.
  [[nodiscard]] Database& copier() noexcept { return copier_; }

  /// Records which files have the store's names, for `lost`. Call it after the first transaction.
  void take_identity(const std::string& path) { identity_.take(path); }
  /// As FileIdentity.
  [[nodiscard]] std::optional<error> lost() const { return identity_.lost(); }

 private:
  result<void> open_locked(const Options& options);
  result<void> lock(const std::string& path);
  result<void> open_copier(const std::string& path);

  // Released last.
  FileLock lock_;
  FileLock store_lock_;
  FileIdentity identity_;
  Database writer_;
  Database reader_;
  Database copier_;
};

}  // namespace yak::sqlite
