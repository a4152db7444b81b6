// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <stdexcept>
#include <string>

#include "generation/plan/plan.hpp"

namespace yak::testing {

/// Makes plans from YAML with plugins that are not libraries. Every plugin offers every kind, and
/// has the settings `token` and `url`. The plans refer to the maker.
class PlanMaker {
 public:
  /// Sets the functions of a plugin when it is first used.
  using Fill = void (*)(plugins::Plugin& plugin);

  explicit PlanMaker(Fill fill = nullptr) : fill_(fill) {}
  PlanMaker(const PlanMaker&) = delete;
  PlanMaker& operator=(const PlanMaker&) = delete;

  /// Throws std::invalid_argument with all problems of `yaml`.
  generation::Plan plan(const std::string& yaml) {
    config::Problems problems;
    const config::Environment environment = [](const std::string&) { return std::nullopt; };
    generation::Plan plan{
        config::Config::parse(yaml, "/etc/yak/yak.yaml", environment, problems), {}, {}, {}, {}};
    for (const config::Instance& instance : plan.config.instances()) {
      const plugins::Plugin& plugin = find(instance.plugin);
      plan.instances.push_back(
          {instance, &plugin, plan.config.check(instance, plugin.channel->schema, problems), {}});
    }
    if (!problems.empty()) throw std::invalid_argument(problems.text());
    return plan;
  }

  /// Plans made from now on use another library of this plugin.
  void replace(const std::string& plugin, const std::string& version) {
    newest_[plugin] = &make(plugin, version);
  }

 private:
  const plugins::Plugin& find(const std::string& name) {
    const auto known = newest_.find(name);
    return known == newest_.end() ? *(newest_[name] = &make(name, "1.0.0")) : *known->second;
  }

  const plugins::Plugin& make(const std::string& name, const std::string& version) {
    plugins::Plugin& plugin = plugins_.emplace_back();
    plugin.name = name;
    plugin.version = version;
    const Schema schema{Field::secret("token", ""), Field::text("url", "")};
    plugin.channel.emplace().schema = schema;
    plugin.provider.emplace().schema = schema;
    plugin.middleware.emplace().schema = schema;
    plugin.store.emplace().schema = schema;
    if (fill_ != nullptr) fill_(plugin);
    return plugin;
  }

  Fill fill_;
  std::deque<plugins::Plugin> plugins_;
  std::map<std::string, const plugins::Plugin*> newest_;
};

/// `text` with `from`, which must occur in it, replaced by `to`.
inline std::string edited(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::invalid_argument("not in the text: " + from);
  return text.replace(at, from.size(), to);
}

}  // namespace yak::testing
