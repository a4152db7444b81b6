// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace yak::fault {

/// The unsynced changes of files, with the data that they replaced. Holds at most 64 MiB and aborts
/// the process beyond that. Not thread-safe.
///
/// Files are identified by their inode and kept open: closing any descriptor of a file would
/// release the process's locks on it (fcntl(2), "advisory record locking").
class UndoLog {
 public:
  /// Call before `size` bytes at `offset` are written.
  void note_write(int file, std::size_t size, off_t offset);
  /// Call before the file gets this size.
  void note_resize(int file, off_t size);
  /// Call after the file was synced: drops its changes.
  void forget(int file);

  [[nodiscard]] std::size_t size() const noexcept { return changes_.size(); }

  struct Undone {
    std::int64_t changes = 0;
    std::int64_t bytes = 0;
    std::int64_t survivors = 0;  ///< unsynced sectors and sizes that reached the disk
  };

  /// Restores the files to their synced state. With a `seed` other than 0, a random half of the
  /// unsynced sectors is kept, because a disk writes in any order.
  Undone undo(std::uint64_t seed);

 private:
  struct File {
    dev_t device;
    ino_t inode;
    int descriptor;
  };
  struct Change {
    int descriptor;
    bool resizes;
    off_t offset;  ///< of the write, or the new size
    off_t old_size;
    std::size_t size;
    std::vector<char> old_bytes;
    std::vector<char> new_bytes;  ///< known once it is undone
  };

  int keep_open(int file);
  void note(Change change);
  static void take_back(Change& change);
  static std::int64_t let_survive(const Change& change, std::uint64_t& random);

  std::vector<File> files_;
  std::vector<Change> changes_;
  std::size_t held_ = 0;
};

}  // namespace yak::fault
