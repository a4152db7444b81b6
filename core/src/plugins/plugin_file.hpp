// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/descriptor.hpp"
#include "yak/error.hpp"

namespace yak::plugins {

/// The SHA-256 of a library's content.
using Digest = std::array<std::uint8_t, 32>;

/// A plugin file that has been checked and is held open, so that exactly the checked content is
/// inspected and loaded even if the path changes meanwhile. Movable. Closes its descriptor unless
/// that was released.
class PluginFile {
 public:
  /// The largest accepted library, in bytes.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{512} << 20U;

  /// Opens the file without following a symbolic link, and copies it into sealed memory.
  /// Overwriting a loaded library in place would change running code, and the dynamic loader treats
  /// a path that it has loaded as the same library. (Under sanitizers, whose reports need the file,
  /// the first library of a path is held without a copy.)
  ///
  /// `forbidden`: the file or a folder on its path belongs to neither root nor this user, or is
  /// writable by others. `invalid`: not a regular file, or too large. `unavailable`: cannot be
  /// read. Blocks on the disk.
  static result<PluginFile> open(const std::filesystem::path& file);

  /// The original path, for error messages.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// `/proc/self/fd/N`, a path to the content. Valid while the descriptor is open.
  [[nodiscard]] std::string content_path() const;
  [[nodiscard]] const Digest& digest() const noexcept { return digest_; }
  /// Never closes the descriptor: if its number were reused, the loader would take another library
  /// for this one.
  void keep_open() noexcept { descriptor_.release(); }

 private:
  PluginFile(std::filesystem::path path, int descriptor) noexcept
      : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  base::Descriptor descriptor_;
  Digest digest_{};
};

/// Checks that only root and this user can change `file`: checks its target and every folder above
/// that. The error names the path at fault and what to do; it begins with `what`, for example
/// `plugins`.
result<void> check_ownership(const std::filesystem::path& file, const std::string& what);

}  // namespace yak::plugins
