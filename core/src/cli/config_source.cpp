// SPDX-License-Identifier: Apache-2.0
#include "cli/config_source.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "config/yaml/env_file.hpp"
#include "observe/log/redactor.hpp"

namespace yak::cli {

result<std::string> find_config(const Invocation& invocation) {
  if (!invocation.config.empty()) return invocation.config;
  const char* named = std::getenv("YAK_CONFIG");
  if (named != nullptr && *named != '\0') return std::string(named);
  static constexpr std::array<const char*, 2> kUsual{"config/yak.yaml", "/etc/yak/yak.yaml"};
  for (const char* path : kUsual) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return std::string(path);
  }
  return error(ErrorKind::invalid,
               "there is no ./config/yak.yaml and no /etc/yak/yak.yaml; name one with -c FILE or "
               "YAK_CONFIG");
}

config::Environment environment_of(const Invocation& invocation, config::Problems& problems) {
  config::Environment process = config::process_environment();
  if (invocation.env_file.empty()) return process;
  return config::with_env_file(config::read_env_file(invocation.env_file, problems),
                               std::move(process));
}

int print_problems(const config::Problems& problems) {
  if (problems.empty()) return kOk;
  // The file's texts may contain control characters.
  for (const config::Problem& problem : problems.sorted()) {
    std::cerr << observe::neutralize_controls(config::to_string(problem)) << '\n';
  }
  constexpr std::size_t kKept = config::Problems::kMaxProblems;
  if (problems.size() > kKept) std::cerr << "… and " << problems.size() - kKept << " more\n";
  std::cerr << "yak: " << problems.size() << (problems.size() == 1 ? " problem" : " problems")
            << " in the configuration\n";
  return kConfig;
}

nlohmann::ordered_json problems_as_json(const config::Problems& problems) {
  auto list = nlohmann::ordered_json::array();
  for (const config::Problem& problem : problems.sorted()) {
    list.push_back({{"file", problem.file},
                    {"line", problem.position.line},
                    {"column", problem.position.column},
                    {"path", problem.path},
                    {"message", problem.message}});
  }
  return list;
}

}  // namespace yak::cli
