// SPDX-License-Identifier: Apache-2.0
#include "config/instances.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "config/schema/check.hpp"
#include "config/schema/core_schema.hpp"
#include "config/yaml/expand.hpp"
#include "yak/text/suggest.hpp"

namespace yak::config {
namespace {

constexpr std::size_t kMaxInstanceName = 64;
constexpr std::size_t kMaxInstances = 256;
constexpr const char* kNameRule = "a name has 1 to 64 letters, digits, '_' and '-'";

/// Restricted because instance names are used in addresses (`whatsapp:+1555…`), models
/// (`openai/gpt-4o`), metrics and URLs, and plugin names in file names.
bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !name.empty() && name.size() <= kMaxInstanceName && std::ranges::all_of(name, allowed);
}

std::string names_text(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

class Reader {
 public:
  explicit Reader(const Sources& sources) : sources_(sources), checker_(sources) {}

  std::vector<Instance> read(const Node& root) {
    read_store(root.find("store"));
    read_map(InstanceKind::channel, root.find("channels"));
    read_map(InstanceKind::provider, root.find("providers"));
    read_middleware(root.find("middleware"));
    return std::move(instances_);
  }

 private:
  void read_store(const Node::Entry* entry) {
    Instance instance;
    instance.kind = InstanceKind::store;
    instance.name = instance.path = "store";
    if (entry != nullptr) {
      instance.node = entry->value;
      instance.position = entry->key_position;
    }
    take(std::move(instance));
  }

  void read_map(InstanceKind kind, const Node::Entry* entry) {
    if (entry == nullptr || entry->value->kind == Node::Kind::null) return;
    if (entry->value->kind != Node::Kind::map) {
      problem(place_of(*entry), entry->key,
              "expected a map of names to plugin settings; found " +
                  std::string(describe(entry->value->kind)));
      return;
    }
    for (const Node::Entry& one : entry->value->entries) {
      Instance instance;
      instance.kind = kind;
      instance.name = one.key;
      instance.path = join_path(entry->key, quotable_key(one.key));
      instance.position = one.key_position;
      instance.node = one.value;
      if (!is_name(one.key)) problem(one.key_position, instance.path, kNameRule);
      take(std::move(instance));
    }
  }

  void read_middleware(const Node::Entry* entry) {
    if (entry == nullptr || entry->value->kind == Node::Kind::null) {
      take_default_chain();
      return;
    }
    if (entry->value->kind != Node::Kind::list) {
      problem(place_of(*entry), entry->key,
              "expected a list like [{plugin: access}]; found " +
                  std::string(describe(entry->value->kind)));
      return;
    }
    std::size_t index = 0;
    for (const NodePtr& item : entry->value->items) {
      Instance instance;
      instance.kind = InstanceKind::middleware;
      instance.path = "middleware[" + std::to_string(index++) + ']';
      instance.position = item->position;
      instance.node = item;
      take(std::move(instance));
    }
  }

  /// Adds the default middleware, with the defaults of their plugins.
  void take_default_chain() {
    std::size_t index = 0;
    for (const std::string_view plugin : default_chain()) {
      Instance instance;
      instance.kind = InstanceKind::middleware;
      instance.name = instance.plugin = plugin;
      instance.path = "middleware[" + std::to_string(index++) + ']';
      instances_.push_back(std::move(instance));
    }
  }

  void take(Instance instance) {
    if (instances_.size() == kMaxInstances) {
      problem(instance.position, instance.path, "more than 256 plugin instances");
      return;
    }
    const Node* node = instance.node.get();
    if (node != nullptr && node->kind == Node::Kind::null) node = nullptr;
    if (node != nullptr && node->kind != Node::Kind::map) {
      problem(node->position, instance.path,
              "expected a map like {plugin: NAME}; found " + std::string(describe(node->kind)));
      return;
    }
    read_enabled(instance, node);
    if (!read_core_keys(instance, node)) return;
    if (instance.kind == InstanceKind::middleware) instance.name = unused_name(instance.plugin);
    instances_.push_back(std::move(instance));
  }

  void read_enabled(Instance& instance, const Node* node) {
    const Node::Entry* entry = node == nullptr ? nullptr : node->find("enabled_if");
    if (entry == nullptr || instance.kind == InstanceKind::store) return;
    const std::string path = join_path(instance.path, "enabled_if");
    if (entry->value->kind == Node::Kind::list || entry->value->kind == Node::Kind::map) {
      problem(place_of(*entry), path,
              "expected text like ${NAME:-}; found " + std::string(describe(entry->value->kind)));
      return;
    }
    const Node::Style style = entry->value->style;
    if (style == Node::Style::file || style == Node::Style::credential) {
      problem(place_of(*entry), path,
              std::string("expected text like ${NAME:-}; found ") +
                  (style == Node::Style::file ? "!file" : "!credential"));
      return;
    }
    // The key tests whether a variable is set, so an unset variable needs no default here.
    const Expansion expansion = expand(entry->value->text, sources_.environment, Unset::empty);
    for (const std::string& fault : expansion.faults) problem(place_of(*entry), path, fault);
    instance.enabled = !expansion.text.empty() && expansion.text != "false";
    if (!instance.enabled) instance.disabled_by = names_text(expansion.variables);
  }

  bool read_core_keys(Instance& instance, const Node* node) {
    std::vector<Field> fields;
    for (const Field& field : instance_schema(instance.kind).fields()) {
      const bool is_looked_at = instance.enabled || field.name == "plugin";
      if (is_looked_at && field.name != "enabled_if") fields.push_back(field);
    }
    const MapLocation place{node, instance.position, instance.path};
    Settings common(checker_.values(place, fields, misspelt_plugin(place)));
    if (!common.has("plugin")) return false;
    instance.plugin = common.text("plugin");
    instance.plugin_position = common.position("plugin");
    if (!is_name(instance.plugin)) {
      problem(instance.plugin_position, join_path(instance.path, "plugin"), kNameRule);
      return false;
    }
    if (instance.enabled) instance.common = std::move(common);
    return true;
  }

  /// Looks for a misspelt `plugin` key: without a plugin there is no schema to check the keys with.
  std::vector<std::string_view> misspelt_plugin(const MapLocation& place) {
    static constexpr std::string_view kPlugin = "plugin";
    if (place.node == nullptr || place.node->find(kPlugin) != nullptr) return {};
    for (const Node::Entry& entry : place.node->entries) {
      if (closest(entry.key, {&kPlugin, 1}).empty()) continue;
      problem(entry.key_position, place.path,
              "unknown key '" + quotable_key(entry.key) + "'; did you mean 'plugin'?");
      return {kPlugin};
    }
    return {};
  }

  std::string unused_name(const std::string& plugin) const {
    std::string name = plugin;
    for (int number = 2; is_used(name); ++number) name = plugin + '-' + std::to_string(number);
    return name;
  }

  bool is_used(const std::string& name) const {
    return std::ranges::any_of(instances_, [&](const Instance& other) {
      return other.kind == InstanceKind::middleware && other.name == name;
    });
  }

  void problem(Position position, std::string path, std::string message) {
    sources_.problems.add(position, std::move(path), std::move(message));
  }

  const Sources& sources_;
  Checker checker_;
  std::vector<Instance> instances_;
};

}  // namespace

std::string_view to_string(InstanceKind kind) noexcept {
  switch (kind) {
    case InstanceKind::store: return "store";
    case InstanceKind::channel: return "channel";
    case InstanceKind::provider: return "provider";
    case InstanceKind::middleware: return "middleware";
  }
  return "store";
}

std::span<const std::string_view> default_chain() noexcept {
  static constexpr std::array<std::string_view, 4> kChain{"access", "commands", "rate_limit",
                                                          "history"};
  return kChain;
}

std::vector<Instance> read_instances(const Node& root, const Sources& sources) {
  return Reader(sources).read(root);
}

}  // namespace yak::config
