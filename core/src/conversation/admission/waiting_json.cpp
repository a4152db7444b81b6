// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/waiting_json.hpp"

#include <nlohmann/json.hpp>

namespace yak::conversation {

std::string waiting_to_json(const WaitingSender& sender) {
  const nlohmann::json json{
      {"channel", sender.channel}, {"key", sender.key},
      {"aliases", sender.aliases}, {"address", sender.address},
      {"name", sender.name},       {"since", sender.since.time_since_epoch().count()}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<WaitingSender> waiting_from_json(const std::string& code, const std::string& text) {
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    WaitingSender sender;
    sender.code = code;
    sender.channel = json.at("channel").get<std::string>();
    sender.key = json.at("key").get<std::string>();
    sender.aliases = json.at("aliases").get<std::vector<std::string>>();
    sender.address = json.at("address").get<std::string>();
    sender.name = json.at("name").get<std::string>();
    sender.since = WallTime(std::chrono::milliseconds(json.at("since").get<std::int64_t>()));
    return sender;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace yak::conversation
