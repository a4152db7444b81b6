// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_completion.hpp"

#include <algorithm>

namespace yak::cli {

Completion complete_command(std::string_view before, const std::vector<std::string>& names) {
  Completion completion;
  if (!before.starts_with('/') || before.find_first_of(" \t\n") != std::string_view::npos) {
    return completion;
  }
  const std::string_view begun = before.substr(1);
  std::vector<std::string_view> fits;
  for (const std::string& name : names) {
    if (name.starts_with(begun)) fits.emplace_back(name);
  }
  if (fits.empty()) return completion;
  const auto [least, most] = std::ranges::minmax(fits);
  // The common prefix of the first and the last name in sorted order is that of all.
  const auto common = std::ranges::mismatch(least, most).in1 - least.begin();
  completion.insertion =
      least.substr(begun.size(), static_cast<std::size_t>(common) - begun.size());
  if (fits.size() == 1) {
    completion.insertion += ' ';
  } else if (completion.insertion.empty()) {
    std::ranges::sort(fits);
    for (const std::string_view name : fits)
      completion.candidates.push_back("/" + std::string(name));
  }
  return completion;
}

}  // namespace yak::cli
