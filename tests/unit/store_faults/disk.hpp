// SPDX-License-Identifier: Apache-2.0
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

/// A fake disk below SQLite and below Yak's own file system for the log. On request it fails calls,
/// keeps synced data apart from data that is only written (so that a test can cut the power), or
/// ends the process. It never waits for the real disk.
///
/// One instance serves every file that this process opens through SQLite. Thread-safe.
class Disk {
 public:
  enum class Call : std::uint8_t { write, sync };
  enum class File : std::uint8_t { any, database, log };
  static constexpr int kForEver = std::numeric_limits<int>::max();

  /// The instance. The first call puts it below every connection that is opened later.
  static Disk& instance();

  /// Clears faults, counts and kept data.
  void reset();
  /// Fails `times` such calls, beginning with the `first`-th from now, counted from 1.
  void fail(Call call, File file, int first, int times);
  void heal();
  /// True if a call has failed since `fail`.
  [[nodiscard]] bool has_failed() const;

  /// From now on, keeps synced data apart from data that is only written.
  void keep();
  /// Cuts the power at the `calls`-th write, truncation or sync from now: it and all later calls
  /// fail.
  void cut_after(int calls);
  [[nodiscard]] bool is_cut() const;
  /// Writes into `folder` the files as they are after the power cut: all synced data, and a random
  /// part of the later writes, some of them torn.
  void restore(const std::filesystem::path& folder, std::mt19937& random);

  /// Aborts the process at the `calls`-th write, truncation or sync from now.
  void abort_after(int calls);

  // Called for SQLite's operations. False: the operation fails and must not reach the file.
  bool writes(const std::string& path, const void* bytes, int size, std::int64_t offset);
  bool cuts(const std::string& path, std::int64_t size);
  bool syncs(const std::string& path);
  void opens(const std::string& path);
  void deletes(const std::string& path);

 private:
  struct Write {
    std::int64_t offset = 0;  ///< of a truncation: the new size
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
  std::int64_t until_failure_ = 0;  ///< in calls; 0: no failure is set
  std::int64_t failures_left_ = 0;
  bool has_failed_ = false;
  int until_cut_ = 0;
  bool is_cut_ = false;
  int until_abort_ = 0;
  bool keeps_ = false;
  std::map<std::string, Kept> files_;
};

}  // namespace yak::store_test
