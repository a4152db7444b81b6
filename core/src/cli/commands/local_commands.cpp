// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/local_commands.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "base/build_info.hpp"
#include "base/version.hpp"
#include "cli/command_failure.hpp"
#include "cli/config_source.hpp"
#include "cli/daemon_answer.hpp"
#include "config/schema/core_schema.hpp"
#include "config/schema/schema_text.hpp"
#include "generation/plan/make_plan.hpp"
#include "generation/plan/plan.hpp"
#include "generation/plan/plan_notes.hpp"
#include "observe/log/redactor.hpp"

namespace yak::cli {
namespace {

using config::InstanceKind;

constexpr std::array<InstanceKind, 4> kKinds{InstanceKind::channel, InstanceKind::provider,
                                             InstanceKind::middleware, InstanceKind::store};

/// The plugin folders of the configuration if it is valid, else the default ones.
std::vector<std::filesystem::path> folders_of(const Invocation& invocation) {
  const char* named = std::getenv("YAK_CONFIG");
  const std::string path =
      invocation.config.empty() && named != nullptr ? named : invocation.config;
  if (path.empty()) return {};
  config::Problems problems;
  const auto environment = environment_of(invocation, problems);
  const auto config = config::Config::read(path, environment, problems);
  return problems.empty() ? generation::plugin_folders(config)
                          : std::vector<std::filesystem::path>();
}

/// Escapes control characters, because the document quotes the configuration file.
void print_lines(const Json& document) {
  std::istringstream lines(document.dump(2, ' ', false, Json::error_handler_t::replace));
  for (std::string line; std::getline(lines, line);) {
    std::cout << observe::escape_unseen(line) << '\n';
  }
}

/// `plan` must be valid.
Json notes_of(const generation::Plan& plan) {
  Json notes = Json::array();
  for (const generation::PlanNote& note : generation::nobody_admitted(plan)) {
    notes.push_back(Json{{"path", note.path}, {"message", note.message}, {"advice", note.advice}});
  }
  return notes;
}

}  // namespace

int check_config(const Invocation& invocation) {
  const auto path = find_config(invocation);
  if (!path) return fail(invocation, kConfig, path.error().message);
  config::Problems problems;
  const config::Environment environment = environment_of(invocation, problems);
  const generation::Plan plan = generation::make_plan(*path, environment, problems);
  if (invocation.json) {
    const Json notes = problems.empty() ? notes_of(plan) : Json::array();
    print_lines(Json{{"file", *path}, {"problems", problems_as_json(problems)}, {"notes", notes}});
    return problems.empty() ? kOk : kConfig;
  }
  if (!problems.empty()) return print_problems(problems);
  std::cout << observe::neutralize_controls(*path) << ": good: " << plan.instances.size()
            << " instances on, " << plan.disabled.size() << " off\n";
  for (const config::Instance& instance : plan.disabled) {
    std::cout << "  off: " << instance.path;
    if (!instance.disabled_by.empty()) std::cout << " (set " << instance.disabled_by << ")";
    std::cout << '\n';
  }
  for (const generation::PlanNote& note : generation::nobody_admitted(plan)) {
    std::cout << "  note: " << note.message << "; " << note.advice << '\n';
  }
  return kOk;
}

int print_version(const Invocation& invocation) {
  const std::string version(base::version());
  if (invocation.json) {
    std::cout << Json{{"version", version},
                      {"compiler", base::compiler_name()},
                      {"abi", base::abi_name()}}
                     .dump(2)
              << '\n';
  } else {
    std::cout << "yak " << version << '\n';
  }
  return kOk;
}

int print_schema(const Invocation& invocation) {
  plugins::PluginLoader loader(folders_of(invocation));
  std::vector<config::SchemaSection> sections;
  sections.push_back({"Core", config::core_schema()});
  for (const std::string& name : loader.names()) {
    const auto plugin = loader.load(name);
    if (!plugin) continue;
    for (const InstanceKind kind : kKinds) {
      const Schema* schema = generation::schema_of(**plugin, kind);
      if (schema == nullptr) continue;
      sections.push_back(
          {"Plugin " + name + " (" + std::string(config::to_string(kind)) + ")", *schema});
    }
  }
  std::cout << (invocation.json ? config::schema_json(sections)
                                : config::schema_markdown(sections));
  return kOk;
}

int list_plugins(const Invocation& invocation) {
  plugins::PluginLoader loader(folders_of(invocation));
  Json list = Json::array();
  int worst = kOk;
  for (const std::string& name : loader.names()) {
    const auto plugin = loader.load(name);
    if (!plugin) {
      worst = kConfig;
      list.push_back(Json{{"name", name}, {"error", plugin.error().message}});
      continue;
    }
    list.push_back(Json{{"name", name},
                        {"version", (*plugin)->version},
                        {"kinds", (*plugin)->kinds()},
                        {"path", (*plugin)->path}});
  }
  if (invocation.json) {
    std::cout << list.dump(2) << '\n';
    return worst;
  }
  for (const Json& line : list) {
    std::cout << line["name"].get<std::string>() << "  ";
    if (line.contains("error")) {
      std::cout << "cannot be loaded: " << line["error"].get<std::string>() << '\n';
    } else {
      std::cout << line["version"].get<std::string>() << "  " << line["kinds"].get<std::string>()
                << "  " << line["path"].get<std::string>() << '\n';
    }
  }
  return worst;
}

}  // namespace yak::cli
