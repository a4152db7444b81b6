#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "yak/error.hpp"

namespace yak::plugins {

/// A library's content, by SHA-256.
using Digest = std::array<std::uint8_t, 32>;

/// A plugin's file, judged and held: what is inspected and loaded later is what was judged,
/// whatever happens to the path meanwhile. Movable; closes its descriptor unless that was released.
class PluginFile {
 public:
  /// Largest library that is taken, in bytes.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{512} << 20U;

  /// Opens the file without following a link, and copies it into memory that nobody can write to:
  /// overwriting a loaded library in place would change the code that is running, and the dynamic
  /// loader takes a path that it knows for the library that it has. (Under the sanitizers, whose
  /// reports need the file, the first library of a path is held as it is.)
  ///
  /// `forbidden`: the file or a folder on its path belongs to neither root nor this user, or others
  /// may write to it. `invalid`: no regular file, or too large. `unavailable`: it cannot be read.
  /// Blocks on the disk.
  static result<PluginFile> open(const std::filesystem::path& file);

  PluginFile(PluginFile&& other) noexcept;
  PluginFile& operator=(PluginFile&& other) noexcept;
  ~PluginFile();

  /// Where it was found: for messages.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// `/proc/self/fd/N`: the content, for whoever wants a path. Holds while the descriptor is open.
  [[nodiscard]] std::string content_path() const;
  [[nodiscard]] const Digest& digest() const noexcept { return digest_; }
  /// Keeps the descriptor open for ever: a number that is used again would name another library.
  void keep_open() noexcept { descriptor_ = -1; }

 private:
  PluginFile(std::filesystem::path path, int descriptor) noexcept
      : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  int descriptor_ = -1;
  Digest digest_{};
};

/// Whether only root and this user can change what stands at `file`: looks at it and at every
/// folder above it, links resolved. The error says which one, and what to do; `what` begins it:
/// `plugins`.
result<void> check_ownership(const std::filesystem::path& file, const std::string& what);

}  // namespace yak::plugins
