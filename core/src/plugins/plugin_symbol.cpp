// SPDX-License-Identifier: Apache-2.0
#include <boost/dll/library_info.hpp>
#include <exception>
#include <fstream>
#include <string>

#include "plugins/plugin_loader.hpp"
#include "yak/abi.hpp"

namespace yak::plugins {
namespace {

/// Boost.DLL trusts the offsets in a file and reads out of bounds if the file is truncated. This
/// check of the header rules out text files, archives and files shorter than a header.
bool is_elf_library(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  std::string head(64, '\0');
  input.read(head.data(), static_cast<std::streamsize>(head.size()));
  constexpr std::size_t kTypeOffset = 16;  // e_type, ELF-64 object file format
  constexpr char kSharedObject = 3;        // ET_DYN
  return input.gcount() == static_cast<std::streamsize>(head.size()) &&
         head.starts_with(
             "\x7f"
             "ELF") &&
         head[kTypeOffset] == kSharedObject;
}

}  // namespace

result<std::string> read_plugin_symbol(const std::filesystem::path& content,
                                       const std::filesystem::path& file) {
  if (!is_elf_library(content)) {
    return error(ErrorKind::invalid, file.string() + " is not a shared library");
  }
  std::vector<std::string> found;
  try {
    boost::dll::library_info info(content.string());
    for (const std::string& symbol : info.symbols()) {
      if (symbol.starts_with(kAbiPrefix)) found.push_back(symbol);
    }
  } catch (const std::exception&) {
    return error(ErrorKind::invalid,
                 file.string() + " is damaged: its symbol table cannot be read");
  }
  if (found.empty()) {
    return error(ErrorKind::invalid, file.string() +
                                         " is a shared library, but not a Yak plugin: it does not "
                                         "use YAK_PLUGIN");
  }
  if (found.size() > 1) {
    return error(ErrorKind::invalid, file.string() + " uses YAK_PLUGIN more than once");
  }
  return found.front();
}

}  // namespace yak::plugins
