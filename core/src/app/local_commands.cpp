#include "app/local_commands.hpp"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/config_source.hpp"
#include "config/core_schema.hpp"
#include "config/schema_text.hpp"
#include "runtime/plan.hpp"
#include "services/redactor.hpp"

namespace yak::app {
namespace {

using Json = nlohmann::ordered_json;
using config::InstanceKind;

constexpr std::array<InstanceKind, 4> kKinds{InstanceKind::channel, InstanceKind::provider,
                                             InstanceKind::middleware, InstanceKind::store};

/// The folders to look in: those of the configuration if there is a good one, and the default.
std::vector<std::filesystem::path> folders_of(const Invocation& invocation) {
  if (invocation.config.empty()) return {};
  config::Problems problems;
  const auto environment = environment_of(invocation, problems);
  const auto config = config::Config::read(invocation.config, environment, problems);
  return problems.empty() ? runtime::plugin_folders(config) : std::vector<std::filesystem::path>();
}

/// The names of all files that could be plugins, in order, each once.
std::vector<std::string> plugin_names(const plugins::PluginLoader& loader) {
  std::vector<std::string> names;
  for (const auto& folder : loader.folders()) {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
      if (entry.path().extension() == ".so") names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

Json to_json(const config::Problem& problem) {
  return Json{{"file", problem.file},
              {"line", problem.position.line},
              {"column", problem.position.column},
              {"path", problem.path},
              {"message", problem.message}};
}

/// Prints a document that quotes a file: no character in it does anything to a terminal.
void print_lines(const Json& document) {
  std::istringstream lines(document.dump(2));
  for (std::string line; std::getline(lines, line);) {
    std::cout << services::escape_unseen(line) << '\n';
  }
}

}  // namespace

int check_config(const Invocation& invocation) {
  const auto path = find_config(invocation);
  if (!path) return kConfig;
  config::Problems problems;
  const config::Environment environment = environment_of(invocation, problems);
  const runtime::Plan plan = runtime::make_plan(*path, environment, problems);
  if (invocation.json) {
    Json list = Json::array();
    for (const config::Problem& problem : problems.sorted()) list.push_back(to_json(problem));
    print_lines(Json{{"file", *path}, {"problems", list}});
    return problems.empty() ? kOk : kConfig;
  }
  if (!problems.empty()) return print_problems(problems);
  std::cout << services::neutralize_controls(*path) << ": good: " << plan.instances.size()
            << " instances on, " << plan.disabled.size() << " off\n";
  for (const config::Instance& instance : plan.disabled) {
    std::cout << "  off: " << instance.path;
    if (!instance.disabled_by.empty()) std::cout << " (set " << instance.disabled_by << ")";
    std::cout << '\n';
  }
  return kOk;
}

int print_schema(const Invocation& invocation) {
  plugins::PluginLoader loader(folders_of(invocation));
  std::vector<config::SchemaSection> sections;
  sections.push_back({"Core", config::core_schema()});
  for (const std::string& name : plugin_names(loader)) {
    const auto plugin = loader.load(name);
    if (!plugin) continue;
    for (const InstanceKind kind : kKinds) {
      const Schema* schema = runtime::schema_of(**plugin, kind);
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
  for (const std::string& name : plugin_names(loader)) {
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

}  // namespace yak::app
