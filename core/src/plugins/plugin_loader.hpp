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

/// Finds plugins by name, inspects them, loads them.
///
/// A library is inspected before it is loaded: none of its code runs unless its symbol table names
/// exactly this build's ABI tag. A loaded library is never unloaded, because objects, vtables and
/// exceptions of its own may outlive any bookkeeping; the list that holds them is never destroyed.
/// A file that has changed is another library, loaded beside the old one; what comes back to a
/// content that was there before gets the library of then. Each stays for good, so there is a
/// bound.
///
/// One loader looks at each file once: it is used for one reading of the configuration, by one
/// thread. Several loaders may be used at once.
class PluginLoader {
 public:
  /// Loaded libraries of one process, old versions included.
  static constexpr std::size_t kMaxLibraries = 512;

  /// Folders are searched in order. The default folder, beside libyak_core.so, comes last.
  explicit PluginLoader(std::vector<std::filesystem::path> folders);

  /// The plugin called `name`, loaded when asked for the first time. Failures say which file, and
  /// what to do: `not_found`, `invalid` (no plugin, another build), `internal` (its code threw).
  result<const Plugin*> load(std::string_view name);

  /// The names of all files in the folders that could be plugins, in order, each once.
  [[nodiscard]] std::vector<std::string> names() const;

  /// Where this build's own plugins are.
  static std::filesystem::path default_folder();
  /// How many libraries this process has loaded. Thread-safe; waits for no library that is being
  /// loaded.
  static std::size_t libraries();
  [[nodiscard]] const std::vector<std::filesystem::path>& folders() const { return folders_; }

 private:
  result<std::filesystem::path> find(std::string_view name) const;

  std::vector<std::filesystem::path> folders_;
  /// Points into the process-wide list; failures are kept so that each is reported alike.
  std::map<std::string, result<const Plugin*>, std::less<>> known_;
};

/// The exported symbol that makes the file a Yak plugin, read from its symbol table without loading
/// it. `invalid` for anything that is no ELF library with exactly one such symbol; messages call it
/// `shown`.
result<std::string> read_plugin_symbol(const std::filesystem::path& content,
                                       const std::filesystem::path& shown);

}  // namespace yak::plugins
