// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "yak/error.hpp"

namespace yak::sqlite {

/// Which files the store's names belonged to when it was opened: the database and, beside it, its
/// write-ahead log and the log's index. SQLite continues to write to a file that was removed or
/// replaced, and everything written from then on is lost when it closes. So the names are checked
/// before and after each transaction.
///
/// Costs one stat(2) a name. Used by one thread at a time.
class FileIdentity {
 public:
  /// Takes the files that have these names now; a name without a file is not watched. To be called
  /// when SQLite has made its log, which is after the first transaction.
  void take(const std::string& path);
  /// Forgets all names.
  void forget() noexcept { files_.clear(); }
  /// `unavailable` with the reason, if a write would be lost now.
  [[nodiscard]] std::optional<error> lost() const;

 private:
  struct File {
    std::string path;
    dev_t device = 0;
    ino_t inode = 0;
  };

  std::vector<File> files_;  ///< the database first
};

}  // namespace yak::sqlite
