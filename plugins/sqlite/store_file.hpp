#pragma once

#include "sqlite/database.hpp"
#include "sqlite/file_lock.hpp"
#include "sqlite/options.hpp"

namespace yak::sqlite {

/// The file on the disk: locked, of the newest schema, with a connection for the writer and one for
/// the reader.
class StoreFile {
 public:
  result<void> open(const Options& options);
  /// Every statement must be gone by then.
  void close();

  [[nodiscard]] Database& writer() noexcept { return writer_; }
  [[nodiscard]] Database& reader() noexcept { return reader_; }

 private:
  result<void> open_locked(const Options& options);

  FileLock lock_;  // released last
  Database writer_;
  Database reader_;
};

}  // namespace yak::sqlite
