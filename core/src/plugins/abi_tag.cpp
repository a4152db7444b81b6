// SPDX-License-Identifier: Apache-2.0
#include "plugins/abi_tag.hpp"

#include <array>
#include <vector>

#include "yak/abi.hpp"

namespace yak::plugins {
namespace {

/// The parts of a tag, in the order of YAK_ABI_SYMBOL.
constexpr std::array<std::string_view, 7> kPartNames{
    "SDK headers",        "compiler", "libstdc++ ABI", "Boost version",
    "Asio configuration", "",         "sanitizer"};

std::vector<std::string_view> split(std::string_view symbol) {
  const std::string_view prefix = kAbiPrefix;
  if (symbol.starts_with(prefix)) symbol.remove_prefix(prefix.size());
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = symbol.find('_');
    parts.push_back(symbol.substr(0, end));
    if (end == std::string_view::npos) return parts;
    symbol.remove_prefix(end + 1);
  }
}

std::string_view without_prefix(std::string_view symbol) {
  return symbol.substr(std::string_view(kAbiPrefix).size());
}

}  // namespace

std::string describe_mismatch(std::string_view plugin_symbol, std::string_view our_symbol) {
  const auto theirs = split(plugin_symbol);
  const auto ours = split(our_symbol);
  std::string words;
  if (theirs.size() == kPartNames.size() && ours.size() == kPartNames.size()) {
    for (std::size_t i = 0; i < kPartNames.size(); ++i) {
      if (theirs[i] == ours[i]) continue;
      if (!words.empty()) words += ", ";
      words += std::string(kPartNames.at(i)) + " " + std::string(theirs[i]) + " instead of " +
               std::string(ours[i]);
    }
  }
  if (words.empty()) words = "its tag has another form";
  return words + " (its tag " + std::string(without_prefix(plugin_symbol)) + ", ours " +
         std::string(without_prefix(our_symbol)) + ")";
}

}  // namespace yak::plugins
