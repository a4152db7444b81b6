// SPDX-License-Identifier: Apache-2.0
#include "plugins/plugin_file.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "yak/abi.hpp"

namespace yak::plugins {
namespace {

namespace fs = std::filesystem;

constexpr bool kKeepsFiles = std::string_view(YAK_ABI_TEXT(YAK_ABI_SANITIZER)) != "none";

constexpr const char* kPlugins = "plugins";

error unreadable(const fs::path& file, int code) {
  return {ErrorKind::unavailable,
          file.string() + " cannot be read: " + std::generic_category().message(code)};
}

/// How another user could change the file or folder with this status, or empty.
std::string fault_of(const struct stat& status) {
  if (status.st_uid != 0 && status.st_uid != geteuid()) {
    return "belongs to neither root nor this user: give it to one of them (chown)";
  }
  const bool is_folder = S_ISDIR(status.st_mode);
  // In a sticky folder only the owner can rename or remove a file (inode(7)).
  if (is_folder && (status.st_mode & S_ISVTX) != 0) return {};
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return "is writable by others: remove that permission (chmod go-w)";
  }
  return {};
}

result<void> check_one(const fs::path& path, const struct stat& status, const std::string& what) {
  const std::string fault = fault_of(status);
  if (fault.empty()) return {};
  return error(ErrorKind::forbidden,
               what + " must be safe from other users, but " + path.string() + " " + fault);
}

bool write_all(int descriptor, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(descriptor, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

/// Reads `from` to its end and returns the digest. Copies the content to `to` unless `to` is
/// negative.
result<Digest> take_in(const fs::path& file, int from, int to) {
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
    return error(ErrorKind::internal, "OpenSSL has no SHA-256");
  }
  std::vector<char> buffer(std::size_t{256} << 10U);
  std::uint64_t total = 0;
  while (true) {
    const ssize_t got = read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(file, errno);
    if (got == 0) break;
    total += static_cast<std::uint64_t>(got);
    if (total > PluginFile::kMaxBytes) {
      return error(ErrorKind::invalid,
                   file.string() + " is larger than 512 MiB, the limit for plugins");
    }
    EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(got));
    if (to >= 0 && !write_all(to, buffer.data(), static_cast<std::size_t>(got))) {
      return error(ErrorKind::unavailable, "no memory for a copy of " + file.string());
    }
  }
  Digest digest{};
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return digest;
}

/// Whether this is the first call for the path.
bool is_first(const fs::path& file) {
  static std::mutex mutex;
  static auto& seen = *new std::set<fs::path>;
  const std::lock_guard lock(mutex);
  return seen.insert(file).second;
}

}  // namespace

result<void> check_ownership(const fs::path& file, const std::string& what) {
  std::error_code failure;
  fs::path path = fs::canonical(file, failure);
  if (failure) return unreadable(file, failure.value());
  while (true) {
    struct stat status{};
    if (lstat(path.c_str(), &status) != 0) return unreadable(path, errno);
    if (const auto safe = check_one(path, status, what); !safe) return safe;
    if (path == path.root_path()) return {};
    path = path.parent_path();
  }
}

result<PluginFile> PluginFile::open(const fs::path& file) {
  PluginFile original(file, ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!original.descriptor_.valid()) {
    if (errno != ELOOP) return unreadable(file, errno);
    return error(ErrorKind::forbidden,
                 file.string() + " is a symbolic link: put the plugin's file itself there");
  }
  struct stat status{};
  if (fstat(original.descriptor_.get(), &status) != 0) return unreadable(file, errno);
  if (!S_ISREG(status.st_mode)) {
    return error(ErrorKind::invalid, file.string() + " is not a regular file");
  }
  if (const auto safe = check_one(file, status, kPlugins); !safe) return safe.error();
  if (const auto safe = check_ownership(file.parent_path(), kPlugins); !safe) return safe.error();
  const bool keeps = kKeepsFiles && is_first(file);
  const std::string name = "yak-plugin-" + file.stem().string();
  PluginFile copy(file, keeps ? -1 : memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!keeps && !copy.descriptor_.valid()) return unreadable(file, errno);
  const auto digest = take_in(file, original.descriptor_.get(), copy.descriptor_.get());
  if (!digest) return digest.error();
  PluginFile& held = keeps ? original : copy;
  held.digest_ = *digest;
  if (!keeps) {
    fcntl(copy.descriptor_.get(), F_ADD_SEALS,
          F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
  }
  return std::move(held);
}

std::string PluginFile::content_path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_.get());
}

}  // namespace yak::plugins
