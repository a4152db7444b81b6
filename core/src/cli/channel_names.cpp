// SPDX-License-Identifier: Apache-2.0
#include "cli/channel_names.hpp"

#include <string_view>
#include <vector>

#include "cli/json_fields.hpp"
#include "yak/text/suggest.hpp"

namespace yak::cli {
namespace {

/// Formats as `off: set TWILIO_AUTH_TOKEN`.
std::string off_text(const Json& instance) {
  const std::string by = text_of(instance, "enabled_by");
  return by.empty() ? "off: its enabled_if is empty" : "off: set " + by;
}

}  // namespace

std::string explain_channel(const Json& status, const std::string& name, const std::string& whose) {
  std::string list;
  std::string reason;
  std::vector<std::string> names;
  const Json instances = status.value("instances", Json::array());
  for (const Json& instance : instances) {
    if (text_of(instance, "kind") != "channel") continue;
    names.push_back(text_of(instance, "name"));
    const bool is_off = text_of(instance, "state") == "off";
    list += (list.empty() ? "" : ", ") + names.back();
    if (is_off) list += " (" + off_text(instance) + ")";
    if (names.back() != name) continue;
    reason = "the channel '" + name + "' is " +
             (is_off ? off_text(instance)
                     : "not " + whose + ": it is the plugin " + text_of(instance, "plugin"));
  }
  if (reason.empty()) {
    const std::vector<std::string_view> known(names.begin(), names.end());
    reason = "there is no channel '" + name + "'" + did_you_mean(name, known);
  }
  return reason + "; channels: " + (list.empty() ? "none" : list);
}

std::string why_no_endpoint(AdminClient& client, const std::string& name,
                            const std::string& whose) {
  const auto status = object_of(client.get("/api/v1/status"));
  if (!status) return "the daemon has no such endpoint for the channel '" + name + "'";
  return explain_channel(*status, name, whose);
}

}  // namespace yak::cli
