// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/plan_rules.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "generation/plan/setting_walk.hpp"
#include "generation/plan/user_keys.hpp"

namespace yak::generation {
namespace {

using config::InstanceKind;
using config::Problems;

/// Paths of the public listener that are reserved for the core; a trailing `/*` covers the path and
/// everything below it.
constexpr std::array<std::string_view, 5> kReservedPaths{"/livez", "/readyz", "/metrics",
                                                         "/api/v1/*", "/media/*"};

bool is_reserved(std::string_view path) {
  return std::ranges::any_of(kReservedPaths, [&](std::string_view reserved) {
    if (!reserved.ends_with("/*")) return path == reserved;
    reserved.remove_suffix(1);
    return path.starts_with(reserved) || path == reserved.substr(0, reserved.size() - 1);
  });
}

std::string at_line(Position position) {
  return position.line == 0 ? "" : " (line " + std::to_string(position.line) + ")";
}

class PlanRules {
 public:
  PlanRules(Plan& plan, const std::vector<ChannelInfo>& channels, Problems& problems)
      : plan_(plan), channels_(channels), problems_(problems) {}

  void apply() {
    for (PlannedInstance& planned : plan_.instances) {
      if (planned.instance.kind == InstanceKind::channel) check_allow_from(planned);
      if (planned.instance.kind == InstanceKind::middleware) check_repeated(planned);
      check_users(planned);
      check_routes(planned);
    }
  }

 private:
  struct Taken {
    std::string path;
    Position position;
  };

  /// An invalid default has no position of its own; report it at the instance.
  static Position place_of(const PlannedInstance& planned, const SettingNode& node) {
    return node.position.line == 0 ? planned.instance.position : node.position;
  }

  void problem(const PlannedInstance& planned, const SettingNode& node, const std::string& words) {
    plan_.config.report(place_of(planned, node), node.path, words, problems_);
  }

  void check_allow_from(const PlannedInstance& planned) {
    const Settings& common = planned.instance.common;
    const std::vector<Field> fields{
        Field::list("allow_from", "", Field::element(FieldType::text).names_users())};
    for_each_text(Schema(fields), common, TextRole::user,
                  [&](const SettingNode& node, const std::string& address) {
                    if (address == "*") return;
                    const auto read = read_address(planned.plugin->people.read, address);
                    if (!read) problem(planned, node, read.error().message);
                  });
  }

  void check_users(PlannedInstance& planned) {
    const Schema* schema = schema_of(*planned.plugin, planned.instance.kind);
    for_each_text(*schema, planned.settings, TextRole::user,
                  [&](const SettingNode& node, const std::string& user) {
                    const auto read = read_user(user, channels_);
                    if (!read) {
                      problem(planned, node, read.error().message);
                    } else if (!read->address.empty()) {
                      plan_.named_users.push_back(read->key());
                    }
                  });
    planned.settings = with_user_keys(*schema, planned.settings, channels_);
  }

  void check_routes(const PlannedInstance& planned) {
    const Schema* schema = schema_of(*planned.plugin, planned.instance.kind);
    for_each_text(*schema, planned.settings, TextRole::route,
                  [&](const SettingNode& node, const std::string& path) {
                    check_route(planned, node, path);
                  });
  }

  void check_route(const PlannedInstance& planned, const SettingNode& node,
                   const std::string& path) {
    if (is_reserved(path)) {
      problem(planned, node, "'" + path + "' is a path of Yak itself: choose another one");
      return;
    }
    const Taken here{node.path, place_of(planned, node)};
    const auto [found, is_free] = routes_.emplace(path, here);
    if (is_free) return;
    problem(planned, node,
            "'" + path + "' is the path of " + found->second.path +
                at_line(found->second.position) + " already: choose another one");
  }

  void check_repeated(const PlannedInstance& planned) {
    const config::Instance& instance = planned.instance;
    const Taken here{instance.path, instance.plugin_position};
    const auto [found, is_new] = layers_.emplace(instance.plugin, here);
    if (is_new) return;
    plan_.config.report(instance.plugin_position, instance.path + ".plugin",
                        "'" + instance.plugin + "' is in the chain already, as " +
                            found->second.path + at_line(found->second.position) +
                            ": a middleware can be in the chain only once",
                        problems_);
  }

  Plan& plan_;
  const std::vector<ChannelInfo>& channels_;
  Problems& problems_;
  std::map<std::string, Taken> routes_;
  std::map<std::string, Taken> layers_;
};

}  // namespace

void apply_plan_rules(Plan& plan, const std::vector<ChannelInfo>& channels, Problems& problems) {
  PlanRules(plan, channels, problems).apply();
}

}  // namespace yak::generation
