// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/settings.hpp"

#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "config/config.hpp"

namespace yak::testing {
namespace {

constexpr std::string_view kBefore = "channels:\n  test:\n    plugin: test\n";
constexpr std::uint32_t kLinesBefore = 3;
constexpr std::uint32_t kIndent = 4;
constexpr std::string_view kPath = "channels.test";

/// A configuration file with `yaml` as the keys of one channel instance.
std::string file_with(const std::string& yaml) {
  std::string text(kBefore);
  std::istringstream lines(yaml);
  for (std::string line; std::getline(lines, line);) {
    text.append(kIndent, ' ').append(line).push_back('\n');
  }
  return text;
}

std::string said_of(const config::Problem& problem) {
  const std::uint32_t line = problem.position.line;
  const std::uint32_t column = problem.position.column;
  std::string text = std::to_string(line > kLinesBefore ? line - kLinesBefore : 0) + ":" +
                     std::to_string(column > kIndent ? column - kIndent : 0) + ": ";
  std::string_view path = problem.path;
  if (path.starts_with(kPath)) path.remove_prefix(kPath.size());
  if (path.starts_with(".")) path.remove_prefix(1);
  if (!path.empty()) text.append(path).append(": ");
  return text + problem.message + "\n";
}

std::optional<std::string> no_environment(const std::string&) { return std::nullopt; }

Settings check(const Schema& schema, const std::string& yaml, config::Problems& problems) {
  const config::Config file =
      config::Config::parse(file_with(yaml), "test.yaml", &no_environment, problems);
  for (const config::Instance& instance : file.instances()) {
    if (instance.path == kPath) return file.check(instance, schema, problems);
  }
  return Settings();
}

std::string said_of_all(const config::Problems& problems) {
  std::string text;
  for (const config::Problem& problem : problems.sorted()) text += said_of(problem);
  return text;
}

}  // namespace

Settings settings(const Schema& schema, const std::string& yaml) {
  config::Problems problems;
  Settings checked = check(schema, yaml, problems);
  if (!problems.empty()) throw std::invalid_argument(said_of_all(problems));
  return checked;
}

std::string settings_problems(const Schema& schema, const std::string& yaml) {
  config::Problems problems;
  check(schema, yaml, problems);
  return said_of_all(problems);
}

}  // namespace yak::testing
