#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace yak::store_test {

/// The disk below SQLite, below Yak's own file system for the log too. It fails when it is told to;
/// it keeps what reached the files beside what was synced, so that a test can turn the power off;
/// and it ends the process when a test wants that. It never waits for the real disk.
///
/// There is one, for every file that this process opens through SQLite. Thread-safe.
class Disk {
 public:
  enum class Call : std::uint8_t { write, sync };
  enum class File : std::uint8_t { any, database, log };
  static constexpr int kForEver = std::numeric_limits<int>::max();

  /// Puts it below every connection that is opened from then on.
  static Disk& instance();

  /// Forgets faults, counts and what it has kept.
  void reset();
  /// The `first`-th such call from now, counted from 1, fails, and `times` of them in all.
  void fail(Call call, File file, int first, int times);
  void heal();
  /// Whether anything has failed since `fail`.
  [[nodiscard]] bool has_failed() const;

  /// Keeps what is synced apart from what is only written, from now on.
  void keep();
  /// The power goes at the `calls`-th write, cut or sync from now: it and all later ones fail.
  void cut_after(int calls);
  [[nodiscard]] bool is_cut() const;
  /// Writes into `folder` what the disk has when the power comes back: all that was synced, and of
  /// later writes an arbitrary part, the last of it perhaps torn.
  void restore(const std::filesystem::path& folder, std::mt19937& random);

  /// The process ends with a signal at the `calls`-th write, cut or sync from now.
  void abort_after(int calls);

  // What SQLite does. False: it fails, and nothing must reach the file.
  bool writes(const std::string& path, const void* bytes, int size, std::int64_t offset);
  bool cuts(const std::string& path, std::int64_t size);
  bool syncs(const std::string& path);
  void opens(const std::string& path);
  void deletes(const std::string& path);

 private:
  struct Write {
    std::int64_t offset = 0;  ///< or the new size
    std::vector<char> bytes;
    bool is_cut = false;
  };
  struct Kept {
    std::vector<char> synced;
    std::vector<Write> pending;
  };

  bool lets(Call call, const std::string& path);
  Kept* kept(const std::string& path);
  static void apply(std::vector<char>& content, const Write& write, std::size_t size);

  mutable std::mutex mutex_;
  Call failing_call_ = Call::write;
  File failing_file_ = File::any;
  std::int64_t until_failure_ = 0;  ///< calls; 0: none is to fail
  std::int64_t failures_left_ = 0;
  bool has_failed_ = false;
  int until_cut_ = 0;
  bool is_cut_ = false;
  int until_abort_ = 0;
  bool keeps_ = false;
  std::map<std::string, Kept> files_;
};

}  // namespace yak::store_test
