// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/plan_summary.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <type_traits>
#include <variant>

#include "yak/text/encoding.hpp"

namespace yak::generation {
namespace {

/// FNV-1a with 64 bits (draft-eastlake-fnv). Need not resist deliberate collisions.
class Fingerprint {
 public:
  void add(std::string_view text) {
    for (const char byte : text) add_byte(static_cast<unsigned char>(byte));
    add_byte(0);  // Separator: "ab", "c" must differ from "a", "bc".
  }

  void add(const SettingPtr& node) {
    if (!node) return add("none");
    std::visit([this](const auto& value) { add_value(value); }, node->data);
  }

  [[nodiscard]] std::string text() const { return hex(sum_); }

 private:
  void add_byte(std::uint64_t byte) { sum_ = (sum_ ^ byte) * 0x100000001b3U; }

  void add_value(const std::string& value) { add(value); }
  void add_value(const JsonText& value) { add(value.text); }
  void add_value(const Secret& value) { add(value.empty() ? "no secret" : "a secret"); }
  void add_value(std::chrono::milliseconds value) { add(std::to_string(value.count())); }
  void add_value(const Rate& value) {
    add(std::to_string(value.count) + "/" + std::to_string(value.per.count()));
  }
  void add_value(const SettingNode::List& list) {
    add("[");
    for (const SettingPtr& item : list) add(item);
    add("]");
  }
  void add_value(const SettingNode::Map& map) {
    add("{");
    for (const auto& [key, value] : map) {
      add(key);
      add(value);
    }
    add("}");
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  void add_value(T value) {
    add(std::to_string(value));
  }

  std::uint64_t sum_ = 0xcbf29ce484222325U;
};

}  // namespace

PlanSummary summarize(const Plan& plan) {
  PlanSummary summary;
  std::error_code ignored;
  summary.file = std::filesystem::absolute(plan.config.path(), ignored).lexically_normal();
  summary.off = plan.disabled.size();
  Fingerprint fingerprint;
  fingerprint.add(plan.config.core_settings().node());
  for (const PlannedInstance& planned : plan.instances) {
    summary.on.push_back(std::string(config::to_string(planned.instance.kind)) + " " +
                         planned.instance.name + " (" + planned.instance.plugin + ")");
    fingerprint.add(summary.on.back());
    fingerprint.add(planned.settings.node());
    fingerprint.add(planned.instance.common.node());
  }
  summary.fingerprint = fingerprint.text();
  return summary;
}

}  // namespace yak::generation
