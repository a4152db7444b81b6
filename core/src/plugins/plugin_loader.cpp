// SPDX-License-Identifier: Apache-2.0
#include "plugins/plugin_loader.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <boost/dll/shared_library.hpp>
#include <exception>
#include <list>
#include <mutex>
#include <optional>

#include "base/async/activity.hpp"
#include "base/exception_text.hpp"
#include "plugins/abi_tag.hpp"
#include "plugins/enrolment.hpp"
#include "plugins/plugin_file.hpp"
#include "yak/text/suggest.hpp"

namespace yak::plugins {
namespace {

namespace fs = std::filesystem;

struct LoadedPlugin {
  Digest digest{};
  boost::dll::shared_library library;
  Plugin plugin;
  std::optional<error> failure;  ///< why it cannot be used; its code remains loaded
};

/// All libraries ever loaded. Never destroyed: see PluginLoader.
struct LoadedPlugins {
  std::mutex mutex;
  std::list<LoadedPlugin> all;
  /// Equals `all.size()`. Atomic, because the mutex is held while plugin code runs, which may hang.
  std::atomic<std::size_t> count{0};
};
LoadedPlugins& loaded_plugins() {
  static auto& loaded = *new LoadedPlugins;
  return loaded;
}

bool is_plugin_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

/// `; did you mean 'twilio_whatsapp'?`: the nearest name, or the first that contains `written`.
std::string meant_name(std::string_view written, const std::vector<std::string>& names) {
  const std::vector<std::string_view> words(names.begin(), names.end());
  std::string hint = did_you_mean(written, words);
  if (!hint.empty() || written.size() < 4) return hint;
  const auto whole = std::ranges::find_if(
      words, [&](std::string_view word) { return word.find(written) != std::string_view::npos; });
  return whole == words.end() ? hint : "; did you mean '" + std::string(*whole) + "'?";
}

result<void> enrol(LoadedPlugin& loaded, const std::string& symbol,
                   std::string_view expected_name) {
  const auto& entry = loaded.library.get<const PluginEntry>(symbol);
  if (entry.name == nullptr || entry.version == nullptr || entry.enrol == nullptr ||
      entry.name != expected_name) {
    return error(ErrorKind::invalid, loaded.plugin.path + " calls itself '" +
                                         (entry.name != nullptr ? entry.name : "") +
                                         "'; a plugin's file must have the plugin's name");
  }
  loaded.plugin.name = entry.name;
  loaded.plugin.version = entry.version;
  Enrolment enrolment(loaded.plugin);
  entry.enrol(enrolment);
  if (const std::string& twice = enrolment.registered_twice(); !twice.empty()) {
    return error(ErrorKind::invalid, loaded.plugin.path + " registers more than one " + twice +
                                         ": at most one of each kind is allowed");
  }
  if (loaded.plugin.kinds().empty()) {
    return error(ErrorKind::invalid,
                 loaded.plugin.path + " offers nothing: its enrol function registers no kind");
  }
  return {};
}

result<void> load_library(LoadedPlugin& loaded, const PluginFile& file, const std::string& symbol,
                          std::string_view name) {
  const base::MarkedCall call(base::label_of(name, name), "load");
  try {
    loaded.library.load(file.content_path(),
                        boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    return enrol(loaded, symbol, name);
  } catch (...) {
    return error(ErrorKind::internal,
                 file.path().string() + " cannot be loaded: " + base::exception_text());
  }
}

result<const Plugin*> outcome_of(const LoadedPlugin& loaded) {
  if (loaded.failure) return *loaded.failure;
  return &loaded.plugin;
}

/// Returns the library with this content; loads it if necessary.
result<const Plugin*> open(PluginFile file, const std::string& symbol, std::string_view name) {
  LoadedPlugins& registry = loaded_plugins();
  const std::lock_guard lock(registry.mutex);
  for (const LoadedPlugin& loaded : registry.all) {
    if (loaded.digest == file.digest() && loaded.plugin.path == file.path()) {
      return outcome_of(loaded);
    }
  }
  if (registry.all.size() >= PluginLoader::kMaxLibraries) {
    return error(ErrorKind::unavailable,
                 "too many libraries have been loaded (512 at most): restart Yak");
  }
  // The library joins the list before any of its code runs and so is never unloaded: an exception
  // of the plugin's own type needs that code.
  LoadedPlugin& loaded = registry.all.emplace_back();
  registry.count = registry.all.size();
  loaded.digest = file.digest();
  loaded.plugin.path = file.path().string();
  const auto usable = load_library(loaded, file, symbol, name);
  file.keep_open();
  if (!usable) loaded.failure = usable.error();
  return outcome_of(loaded);
}

}  // namespace

std::string Plugin::kinds() const {
  std::string words;
  const auto add = [&words](bool offered, std::string_view kind) {
    if (!offered) return;
    if (!words.empty()) words += " and ";
    words += kind;
  };
  add(channel.has_value(), "channel");
  add(provider.has_value(), "provider");
  add(middleware.has_value(), "middleware");
  add(store.has_value(), "store");
  return words;
}

std::size_t PluginLoader::libraries() { return loaded_plugins().count; }

PluginLoader::PluginLoader(std::vector<fs::path> folders) : folders_(std::move(folders)) {
  folders_.push_back(default_folder());
}

fs::path PluginLoader::default_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&read_plugin_symbol), &info) == 0) return {};
  std::error_code ignored;
  const fs::path here = fs::canonical(info.dli_fname, ignored);
  return here.parent_path() / "yak" / "plugins";
}

result<fs::path> PluginLoader::find(std::string_view name) const {
  if (!is_plugin_name(name)) {
    return error(ErrorKind::invalid,
                 "'" + std::string(name) +
                     "' is not a plugin name: use lower-case letters, digits, _ "
                     "and -, without a folder or .so");
  }
  std::string searched;
  for (const fs::path& folder : folders_) {
    fs::path file = folder / (std::string(name) + ".so");
    std::error_code failure;
    if (fs::exists(file, failure)) return file;
    searched += (searched.empty() ? "" : ", ") + folder.string();
  }
  return error(ErrorKind::not_found, "there is no plugin '" + std::string(name) + "'" +
                                         meant_name(name, names()) + " (no " + std::string(name) +
                                         ".so in " + searched + ")");
}

std::vector<std::string> PluginLoader::names() const {
  std::vector<std::string> names;
  for (const fs::path& folder : folders_) {
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, failure)) {
      if (entry.path().extension() == ".so") names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

result<const Plugin*> PluginLoader::load(std::string_view name) {
  if (const auto found = known_.find(name); found != known_.end()) return found->second;
  auto outcome = [&]() -> result<const Plugin*> {
    const auto file = find(name);
    if (!file) return file.error();
    auto held = PluginFile::open(*file);
    if (!held) return held.error();
    const auto symbol = read_plugin_symbol(held->content_path(), *file);
    if (!symbol) return symbol.error();
    if (*symbol != kAbiSymbol) {
      return error(ErrorKind::invalid, file->string() + " was built for another Yak: " +
                                           describe_mismatch(*symbol, kAbiSymbol) +
                                           "; rebuild it against this installation");
    }
    return open(*std::move(held), *symbol, name);
  }();
  known_.emplace(name, outcome);
  return outcome;
}

}  // namespace yak::plugins
