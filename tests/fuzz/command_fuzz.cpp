// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "commands/parser.hpp"
#include "commands/suggestion.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yak::commands;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto command = parse_command(text);
  if (!command) return 0;
  require(!command->name.empty() && command->name.size() <= 64);
  require(command->argument.size() <= kMaxArgument);
  require(!command->argument_too_long || command->argument.empty());
  require(command->name.find_first_of(" /\n@:ABCXYZ") == std::string::npos);
  static const std::vector<std::string> known{"help", "history", "model", "models", "stop"};
  const std::string meant = nearest_name(command->name, known);
  require(meant.empty() || std::find(known.begin(), known.end(), meant) != known.end());
  // Parsing a written command gives the same command.
  const auto again = parse_command("/" + command->name + " " + command->argument);
  require(again && again->name == command->name && again->argument == command->argument);
  return 0;
}
