// SPDX-License-Identifier: Apache-2.0
#include "unit/store_faults/disk.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace yak::store_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSector = 512;

bool is_log(const std::string& path) { return path.ends_with("-wal"); }

}  // namespace

void Disk::reset() {
  const std::lock_guard lock(mutex_);
  until_failure_ = failures_left_ = 0;
  until_cut_ = until_abort_ = 0;
  has_failed_ = is_cut_ = keeps_ = false;
  files_.clear();
}

void Disk::fail(Call call, File file, int first, int times) {
  const std::lock_guard lock(mutex_);
  failing_call_ = call;
  failing_file_ = file;
  until_failure_ = first;
  failures_left_ = times;
  has_failed_ = false;
}

void Disk::heal() {
  const std::lock_guard lock(mutex_);
  failures_left_ = 0;
}

bool Disk::has_failed() const {
  const std::lock_guard lock(mutex_);
  return has_failed_;
}

void Disk::keep() {
  const std::lock_guard lock(mutex_);
  keeps_ = true;
}

void Disk::cut_after(int calls) {
  const std::lock_guard lock(mutex_);
  until_cut_ = calls;
}

bool Disk::is_cut() const {
  const std::lock_guard lock(mutex_);
  return is_cut_;
}

void Disk::abort_after(int calls) {
  const std::lock_guard lock(mutex_);
  until_abort_ = calls;
}

bool Disk::lets(Call call, const std::string& path) {
  if (until_abort_ > 0 && --until_abort_ == 0) std::abort();
  if (until_cut_ > 0 && --until_cut_ == 0) is_cut_ = true;
  if (is_cut_) return false;
  const File file = is_log(path) ? File::log : File::database;
  const bool meant = call == failing_call_ && (failing_file_ == File::any || failing_file_ == file);
  if (!meant || failures_left_ == 0) return true;
  if (until_failure_ > 1) {
    --until_failure_;
    return true;
  }
  --failures_left_;
  has_failed_ = true;
  return false;
}

Disk::Kept* Disk::kept(const std::string& path) { return keeps_ ? &files_[path] : nullptr; }

bool Disk::writes(const std::string& path, const void* bytes, int size, std::int64_t offset) {
  const std::lock_guard lock(mutex_);
  if (!lets(Call::write, path)) return false;
  if (Kept* file = kept(path)) {
    const char* begin = static_cast<const char*>(bytes);
    file->pending.push_back({offset, std::vector<char>(begin, begin + size), false});
  }
  return true;
}

bool Disk::cuts(const std::string& path, std::int64_t size) {
  const std::lock_guard lock(mutex_);
  if (!lets(Call::write, path)) return false;
  if (Kept* file = kept(path)) file->pending.push_back({size, {}, true});
  return true;
}

bool Disk::syncs(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!lets(Call::sync, path)) return false;
  if (Kept* file = kept(path)) {
    for (const Write& write : file->pending) apply(file->synced, write, write.bytes.size());
    file->pending.clear();
  }
  return true;
}

void Disk::opens(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!keeps_ || files_.contains(path)) return;
  std::ifstream there(path, std::ios::binary);
  files_[path].synced.assign(std::istreambuf_iterator<char>(there), {});
}

void Disk::deletes(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!is_cut_) files_.erase(path);
}

void Disk::apply(std::vector<char>& content, const Write& write, std::size_t size) {
  const auto offset = static_cast<std::size_t>(write.offset);
  if (write.is_cut) {
    content.resize(offset);
    return;
  }
  if (content.size() < offset + size) content.resize(offset + size);
  std::copy_n(write.bytes.begin(), size, content.begin() + write.offset);
}

void Disk::restore(const fs::path& folder, std::mt19937& random) {
  const std::lock_guard lock(mutex_);
  for (const auto& [path, file] : files_) {
    std::vector<char> content = file.synced;
    // Of the writes in the disk's cache, none, all or a random half reach the medium.
    const unsigned fate = random() % 3;
    for (const Write& write : file.pending) {
      const bool arrives = fate == 1 || (fate == 2 && random() % 2 == 0);
      if (!arrives) continue;
      const bool torn = random() % 4 == 0;
      const std::size_t sectors = write.bytes.size() / kSector;
      apply(content, write, torn ? random() % (sectors + 1) * kSector : write.bytes.size());
    }
    std::ofstream(folder / fs::path(path).filename(), std::ios::binary)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
  }
}

}  // namespace yak::store_test
