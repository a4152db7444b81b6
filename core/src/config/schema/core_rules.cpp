// SPDX-License-Identifier: Apache-2.0
#include "config/schema/core_rules.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "config/schema/endpoint.hpp"
#include "config/schema/system_group.hpp"
#include "yak/text/suggest.hpp"

namespace yak::config {
namespace {

const SettingNode* child(const SettingNode* node, std::string_view key) {
  const auto* map = node == nullptr ? nullptr : std::get_if<SettingNode::Map>(&node->data);
  if (map == nullptr) return nullptr;
  for (const auto& [name, value] : *map) {
    if (name == key) return value.get();
  }
  return nullptr;
}

SettingPtr with(const SettingPtr& object, std::string_view key, const SettingPtr& value) {
  SettingNode changed = *object;
  for (auto& [name, old] : std::get<SettingNode::Map>(changed.data)) {
    if (name == key) old = value;
  }
  return std::make_shared<SettingNode>(std::move(changed));
}

class Rules {
 public:
  Rules(const Settings& core, const std::vector<Instance>& instances, Problems& problems)
      : core_(core.node()), instances_(instances), problems_(problems) {}

  Settings apply() {
    check_listen("server");
    check_listen("admin");
    check_exposure();
    check_proxies();
    check_group();
    check_proxy();
    check_tracing();
    check_retry();
    check_models();
    return Settings(with_public_url());
  }

 private:
  [[nodiscard]] const SettingNode* find(std::string_view section, std::string_view key) const {
    return child(child(core_.get(), section), key);
  }

  template <class T>
  [[nodiscard]] const T* value(std::string_view section, std::string_view key) const {
    const SettingNode* node = find(section, key);
    return node == nullptr ? nullptr : std::get_if<T>(&node->data);
  }

  void problem(const SettingNode& node, std::string message) {
    problems_.add(node.position, node.path, std::move(message));
  }

  void check_listen(std::string_view section) {
    const auto* text = value<std::string>(section, "listen");
    if (text == nullptr || parse_endpoint(*text)) return;
    if (const std::string_view port = too_large_port(*text); !port.empty()) {
      problem(*find(section, "listen"),
              "the port " + std::string(port) + " is too large: the largest is 65535");
      return;
    }
    problem(*find(section, "listen"),
            "expected HOST:PORT like 127.0.0.1:8080, [::1]:8080 or localhost:8080");
  }

  /// Requires a token if metrics and the admin API are reachable over a network.
  void check_exposure() {
    const auto* listen = value<std::string>("admin", "listen");
    const auto endpoint = listen == nullptr ? std::nullopt : parse_endpoint(*listen);
    if (!endpoint || is_loopback(endpoint->host)) return;
    const auto* token = value<Secret>("admin", "token");
    if (token != nullptr && !token->empty()) return;
    problem(*find("admin", "listen"),
            "can be reached from the network, and there is no admin.token: set one (16 characters "
            "or more), or listen on 127.0.0.1");
  }

  void check_proxies() {
    const SettingNode* list = child(find("server", "limits"), "proxies");
    const auto* entries = list == nullptr ? nullptr : std::get_if<SettingNode::List>(&list->data);
    if (entries == nullptr) return;
    for (const SettingPtr& entry : *entries) {
      const auto* text = std::get_if<std::string>(&entry->data);
      if (text == nullptr || is_network(*text)) continue;
      problem(*entry, "expected an address or a network like 10.0.0.1 or 10.0.0.0/8");
    }
  }

  void check_group() {
    const auto* name = value<std::string>("admin", "group");
    if (name == nullptr) return;
    if (const auto found = find_group(*name); !found) {
      problem(*find("admin", "group"),
              found.error().message + ": create it with 'groupadd', or correct the name");
    }
  }

  void check_proxy() {
    const auto* proxy = value<Secret>("http", "proxy");
    if (proxy == nullptr) return;
    constexpr std::string_view kScheme = "http://";
    std::string_view rest = proxy->reveal();
    const bool has_scheme = rest.starts_with(kScheme);
    rest.remove_prefix(has_scheme ? kScheme.size() : 0);
    const std::size_t at = rest.rfind('@');
    if (at != std::string_view::npos) rest.remove_prefix(at + 1);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (has_scheme && parse_endpoint(rest)) return;
    problem(*find("http", "proxy"), "expected http://HOST:PORT or http://USER:PASSWORD@HOST:PORT");
  }

  void check_tracing() {
    const auto* url = value<std::string>("tracing", "otlp");
    if (url == nullptr) return;
    const std::size_t scheme = url->find("://");
    const std::size_t path = scheme == std::string::npos ? scheme : url->find('/', scheme + 3);
    const bool is_plain = url->find_first_of(" \t\r\n#") == std::string::npos;
    if (path != std::string::npos && is_plain && is_origin(url->substr(0, path))) return;
    problem(*find("tracing", "otlp"),
            "expected the whole URL of the collector's endpoint for traces, like "
            "http://127.0.0.1:4318/v1/traces (a token goes into tracing.headers)");
  }

  void check_retry() {
    const auto* base = value<std::chrono::milliseconds>("delivery", "retry_base");
    const auto* cap = value<std::chrono::milliseconds>("delivery", "retry_cap");
    if (base == nullptr || cap == nullptr || *base <= *cap) return;
    problem(*find("delivery", "retry_cap"), "must not be shorter than retry_base");
  }

  void check_models() {
    check_model_list("model");
    check_model_list("fallbacks");
    const auto* aliases = value<SettingNode::Map>("assistant", "aliases");
    if (aliases != nullptr) {
      for (const auto& [name, model] : *aliases) check_model(*model, false);
    }
    const auto* models = value<SettingNode::List>("assistant", "model");
    const auto provider = std::ranges::find(instances_, InstanceKind::provider, &Instance::kind);
    if (provider == instances_.end() || (models != nullptr && !models->empty())) return;
    const SettingNode* section = child(core_.get(), "assistant");
    const bool is_there = section != nullptr && section->position.line != 0;
    problems_.add(is_there ? section->position : core_->position, "assistant.model",
                  "required, and missing; for example " + provider->name + "/MODEL");
  }

  void check_model_list(std::string_view key) {
    const auto* models = value<SettingNode::List>("assistant", key);
    if (models == nullptr) return;
    for (const SettingPtr& model : *models) check_model(*model, true);
  }

  void check_model(const SettingNode& node, bool may_be_alias) {
    const auto* text = std::get_if<std::string>(&node.data);
    if (text == nullptr) return;
    const auto* aliases = value<SettingNode::Map>("assistant", "aliases");
    const bool is_alias =
        may_be_alias && aliases != nullptr &&
        std::ranges::any_of(*aliases, [&](const auto& alias) { return alias.first == *text; });
    if (is_alias) return;
    const std::size_t slash = text->find('/');
    if (slash == std::string::npos || slash + 1 == text->size()) {
      problem(node,
              may_be_alias ? "expected PROVIDER/MODEL or an alias" : "expected PROVIDER/MODEL");
      return;
    }
    check_provider(node, text->substr(0, slash));
  }

  void check_provider(const SettingNode& node, const std::string& name) {
    std::vector<std::string_view> known;
    for (const Instance& instance : instances_) {
      if (instance.kind != InstanceKind::provider) continue;
      if (instance.name == name) return;
      known.emplace_back(instance.name);
    }
    problem(node, "no provider has the name before the '/'" + did_you_mean(name, known));
  }

  SettingPtr with_public_url() {
    const auto* text = value<std::string>("server", "public_url");
    if (text == nullptr) return core_;
    const SettingNode& node = *find("server", "public_url");
    std::string origin = *text;
    if (origin.ends_with('/')) origin.pop_back();
    if (!is_origin(origin)) {
      problem(node,
              "expected an origin like https://bot.example.com: http or https, a host, an "
              "optional port, and no path (the path belongs in the channel's keys)");
      return core_;
    }
    const auto trimmed =
        std::make_shared<SettingNode>(SettingNode{node.position, node.path, std::move(origin)});
    const Settings server = Settings(core_).object("server");
    return with(core_, "server", with(server.node(), "public_url", trimmed));
  }

  SettingPtr core_;
  const std::vector<Instance>& instances_;
  Problems& problems_;
};

}  // namespace

Settings apply_core_rules(const Settings& core, const std::vector<Instance>& instances,
                          Problems& problems) {
  return Rules(core, instances, problems).apply();
}

}  // namespace yak::config
