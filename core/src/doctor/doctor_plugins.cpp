// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor_plugins.hpp"

#include <algorithm>

#include "plugins/abi_tag.hpp"
#include "plugins/plugin_file.hpp"
#include "plugins/plugin_loader.hpp"
#include "yak/abi.hpp"

namespace yak::doctor {
namespace {

namespace fs = std::filesystem;
using Level = Diagnosis::Level;

Diagnosis diagnose_plugin(const fs::path& file, bool is_used) {
  const std::string name = file.stem().string();
  const Level bad = is_used ? Level::fail : Level::warn;
  const std::string unused = is_used ? "" : "; the configuration does not use it";
  const auto opened = plugins::PluginFile::open(file);
  if (!opened) {
    return {
        bad, name, opened.error().message + unused,
        is_used ? "the daemon does not load it until this is fixed" : "fix this before you use it"};
  }
  const auto symbol = plugins::read_plugin_symbol(opened->content_path(), file);
  if (!symbol) {
    return {bad, name, symbol.error().message + unused,
            is_used ? "install the plugin again" : "remove it from the plugin path"};
  }
  if (*symbol == kAbiSymbol) {
    return {Level::ok, name, file.string() + ", of this build" + (is_used ? "" : ", not used")};
  }
  return {bad, name,
          file.string() + " was built for another Yak: " +
              plugins::describe_mismatch(*symbol, kAbiSymbol) + unused,
          "rebuild it against this installation"};
}

std::vector<fs::path> libraries_in(const fs::path& folder, std::error_code& failure) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::vector<Diagnosis> diagnose_plugins(const std::vector<fs::path>& folders,
                                        const std::set<std::string>& used) {
  std::vector<Diagnosis> diagnoses;
  std::set<std::string> seen;
  for (const fs::path& folder : folders) {
    std::error_code failure;
    const auto files = libraries_in(folder, failure);
    if (failure) {
      diagnoses.emplace_back(Level::warn, "folder", folder.string() + ": " + failure.message(),
                             "create it, or remove it from plugins.path");
    }
    for (const fs::path& file : files) {
      const std::string name = file.stem().string();
      if (seen.insert(name).second) {
        diagnoses.push_back(diagnose_plugin(file, used.contains(name)));
      } else {
        diagnoses.emplace_back(Level::warn, name,
                               file.string() +
                                   " is never loaded: a folder before this one has a "
                                   "plugin of that name",
                               "remove one of them");
      }
    }
  }
  return diagnoses;
}

}  // namespace yak::doctor
