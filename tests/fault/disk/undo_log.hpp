#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace yak::fault {

/// What was done to files and not synced since, with what it replaced. Holds at most 64 MiB and
/// ends the process with an abort beyond that. Used by one thread at a time.
///
/// Files are told apart by their inode, and stay open here: closing any descriptor of a file would
/// take away the locks that the process has on it (fcntl(2), "advisory record locking").
class UndoLog {
 public:
  /// `size` bytes at `offset` are about to be written.
  void note_write(int file, std::size_t size, off_t offset);
  /// The file is about to get this size.
  void note_resize(int file, off_t size);
  /// The file was synced: what was done to it stays.
  void forget(int file);

  [[nodiscard]] std::size_t size() const noexcept { return changes_.size(); }

  struct Undone {
    std::int64_t changes = 0;
    std::int64_t bytes = 0;
    std::int64_t survivors = 0;  ///< sectors and sizes that reached the disk all the same
  };

  /// Puts the files back to what was synced. With a `seed` other than 0, half of what was not
  /// synced is there all the same, sector by sector and chosen at random: a disk writes in any
  /// order.
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
