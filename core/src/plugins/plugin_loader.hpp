// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/plugin.hpp"
#include "yak/error.hpp"

namespace yak::plugins {

/// Finds, inspects and loads plugins.
///
/// A library is inspected before it is loaded: none of its code runs unless its symbol table
/// contains exactly this build's ABI tag. A loaded library is never unloaded and the list of
/// libraries is never destroyed, because objects, vtables and exceptions of the library may outlive
/// any bookkeeping. A changed file is loaded as another library beside the old one; a file that
/// returns to earlier content gets the library loaded then. Since libraries remain loaded, their
/// number is bounded.
///
/// A loader opens each file once. It is used by one thread, for one reading of the configuration.
/// Several loaders may be used at once.
class PluginLoader {
 public:
  /// The most libraries in one process, old versions included.
  static constexpr std::size_t kMaxLibraries = 512;

  /// Folders are searched in order. The default folder, beside libyak_core.so, is searched last.
  explicit PluginLoader(std::vector<std::filesystem::path> folders);

  /// The plugin called `name`, loaded at the first call. Errors name the file and what to do:
  /// `not_found`, `invalid` (not a plugin, or another build), `internal` (its code threw),
  /// `unavailable` (too many libraries), and the errors of PluginFile::open.
  result<const Plugin*> load(std::string_view name);

  /// The names of all files in the folders that could be plugins, sorted, without duplicates.
  [[nodiscard]] std::vector<std::string> names() const;

  /// The folder of this build's own plugins.
  static std::filesystem::path default_folder();
  /// The number of libraries that this process has loaded. Thread-safe. Does not wait for a library
  /// that is being loaded.
  static std::size_t libraries();
  [[nodiscard]] const std::vector<std::filesystem::path>& folders() const { return folders_; }

 private:
  result<std::filesystem::path> find(std::string_view name) const;

  std::vector<std::filesystem::path> folders_;
  /// Points into the process-wide list. Errors are kept so that each call reports the same one.
  std::map<std::string, result<const Plugin*>, std::less<>> known_;
};

/// The exported symbol of a Yak plugin, read from the file's symbol table without loading it.
/// `invalid` if `content` is not an ELF library with exactly one such symbol; error messages call
/// it `shown`.
result<std::string> read_plugin_symbol(const std::filesystem::path& content,
                                       const std::filesystem::path& shown);

}  // namespace yak::plugins
