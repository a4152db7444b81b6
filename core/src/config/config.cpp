// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/bounded_file.hpp"
#include "config/instances.hpp"
#include "config/schema/check.hpp"
#include "config/schema/core_rules.hpp"
#include "config/schema/core_schema.hpp"
#include "config/schema/misplaced_key.hpp"
#include "config/yaml/parse.hpp"

namespace yak::config {
namespace {

/// Shorter secrets are not masked: they occur within ordinary words.
constexpr std::size_t kMinMasked = 4;

bool holds_instances(std::string_view key) {
  return key == "store" || key == "channels" || key == "providers" || key == "middleware";
}

void replace_all(std::string& text, std::string_view old, std::string_view with) {
  for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at)) {
    text.replace(at, old.size(), with);
    at += with.size();
  }
}

/// Checks the core's settings. Of the sections with instances, checks only the names.
Settings check_core(const Node& root, Checker& checker, Problems& problems) {
  std::vector<std::string_view> known;
  std::vector<Field> fields;
  for (const Field& field : core_schema().fields()) {
    known.emplace_back(field.name);
    if (!holds_instances(field.name)) fields.push_back(field);
  }
  for (const Node::Entry& entry : root.entries) {
    if (std::ranges::find(known, entry.key) != known.end()) continue;
    const std::string home = misplaced_key(entry.key);
    if (home.empty()) continue;
    problems.add(entry.key_position, "", "unknown key '" + entry.key + "' here: it " + home);
    known.emplace_back(entry.key);
  }
  const MapLocation place{&root, root.position, ""};
  const std::vector<std::string_view> mistyped = checker.names(place, known);
  return Settings(checker.values(place, fields, mistyped));
}

/// The position of the value at the dotted `key`, or of its nearest ancestor in the file.
Position find_place(const Instance& instance, std::string_view key) {
  Position position = instance.position;
  const Node* node = instance.node.get();
  while (node != nullptr && !key.empty()) {
    const std::size_t dot = std::min(key.find('.'), key.size());
    const Node::Entry* entry = node->find(key.substr(0, dot));
    if (entry == nullptr) break;
    position = place_of(*entry);
    node = entry->value.get();
    key.remove_prefix(std::min(dot + 1, key.size()));
  }
  return position;
}

}  // namespace

struct Config::State {
  std::string path;
  std::string folder;
  FileAccess access = FileAccess::owner_only;
  Environment environment;
  Settings core_settings;
  CoreConfig core;
  std::vector<Instance> instances;
  std::vector<Secret> secrets;
  std::vector<std::string> files;

  Sources sources(Problems& problems) {
    return Sources{environment, folder, path, access, problems, secrets, false, &files};
  }
};

Config::Config(std::unique_ptr<State> state) : state_(std::move(state)) {}
Config::Config(Config&&) noexcept = default;
Config& Config::operator=(Config&&) noexcept = default;
Config::~Config() = default;

Config Config::read(const std::string& path, const Environment& environment, Problems& problems) {
  result<base::FileText> file = base::read_bounded(path, kMaxFileBytes);
  if (!file) {
    problems.set_file(path);
    problems.add({}, "", "cannot be read: " + file.error().message);
    auto state = std::make_unique<State>();
    state->path = path;
    state->environment = environment;
    return Config(std::move(state));
  }
  const FileAccess access = file->others_can_read ? FileAccess::others_too : FileAccess::owner_only;
  return parse(file->text, path, environment, problems, access);
}

Config Config::parse(std::string_view text, std::string path, const Environment& environment,
                     Problems& problems, FileAccess access) {
  auto state = std::make_unique<State>();
  state->folder = std::filesystem::path(path).parent_path().string();
  state->path = std::move(path);
  state->access = access;
  state->environment = environment;
  problems.set_file(state->path);

  const NodePtr root = parse_yaml(text, problems);
  if (root && root->kind != Node::Kind::map) {
    problems.add(
        root->position, "",
        "expected keys like `server:` at the top; found " + std::string(describe(root->kind)));
  } else if (root) {
    const Sources sources = state->sources(problems);
    Checker checker(sources);
    const Settings core = check_core(*root, checker, problems);
    state->instances = read_instances(*root, sources);
    state->core_settings = apply_core_rules(core, state->instances, problems);
    state->core = read_core(state->core_settings);
  }
  return Config(std::move(state));
}

const std::string& Config::path() const noexcept { return state_->path; }
const CoreConfig& Config::core() const noexcept { return state_->core; }
const Settings& Config::core_settings() const noexcept { return state_->core_settings; }
const std::vector<Instance>& Config::instances() const noexcept { return state_->instances; }

Settings Config::check(const Instance& instance, const Schema& schema, Problems& problems) const {
  const Sources sources = state_->sources(problems);
  Checker checker(sources);
  const bool has_node = instance.node && instance.node->kind == Node::Kind::map;
  const MapLocation place{has_node ? instance.node.get() : nullptr, instance.position,
                          instance.path};
  std::vector<std::string_view> known;
  for (const Field& field : schema.fields()) known.emplace_back(field.name);
  for (const Field& field : instance_schema(instance.kind).fields()) {
    if (std::ranges::find(known, field.name) == known.end()) known.emplace_back(field.name);
  }
  const std::vector<std::string_view> mistyped = checker.names(place, known);
  if (!instance.enabled) return {};
  return Settings(checker.values(place, schema.fields(), mistyped));
}

Position Config::position(std::string_view key) const {
  Settings settings = core_settings();
  while (true) {
    const std::size_t dot = std::min(key.find('.'), key.size());
    const std::string_view first = key.substr(0, dot);
    if (dot == key.size() || !settings.has(first)) return settings.position(first);
    settings = settings.object(first);
    key.remove_prefix(dot + 1);
  }
}

void Config::report(const Instance& instance, const ConfigIssue& issue, Problems& problems) const {
  std::string path = instance.path;
  if (!issue.key.empty()) path += '.' + issue.key;
  report(find_place(instance, issue.key), std::move(path), issue.message, problems);
}

void Config::report(Position position, std::string path, const std::string& message,
                    Problems& problems) const {
  std::string masked = message;
  for (const Secret& secret : state_->secrets) {
    if (secret.reveal().size() >= kMinMasked) replace_all(masked, secret.reveal(), "***");
  }
  problems.add(position, std::move(path), std::move(masked));
}

std::vector<std::string> Config::files() const {
  std::vector<std::string> files = state_->files;
  files.push_back(path());
  if (const auto& tls = core().server.tls) {
    files.push_back(resolve(tls->certificate));
    files.push_back(resolve(tls->private_key));
  }
  return files;
}

std::vector<Secret> Config::secrets() const { return state_->secrets; }

std::string Config::data_dir() const {
  if (const auto& folder = core().data_dir) return resolve(*folder);
  const auto& environment = state_->environment;
  const std::optional<std::string> folders =
      environment ? environment("STATE_DIRECTORY") : std::nullopt;
  // A colon-separated list (systemd.exec(5), StateDirectory=).
  std::string first = folders ? folders->substr(0, folders->find(':')) : "";
  if (!first.empty()) return first;
  const std::string folder = std::filesystem::path(path()).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string Config::resolve(const std::string& path) const {
  const auto joined = std::filesystem::path(this->path()).parent_path() / path;
  return joined.lexically_normal().string();
}

std::string Config::in_data_dir(const std::string& path) const {
  return (std::filesystem::path(data_dir()) / path).string();
}

}  // namespace yak::config
