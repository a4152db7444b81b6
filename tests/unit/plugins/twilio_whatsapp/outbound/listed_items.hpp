// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "unit/plugins/twilio_whatsapp/twilio_settings.hpp"

namespace yak::twilio {

using Json = nlohmann::json;

/// An item of Twilio's message list that the bot sent in the fake clock's first second.
inline Json sent_item(std::string sid, std::string body) {
  return Json{{"sid", std::move(sid)},
              {"body", std::move(body)},
              {"direction", "outbound-api"},
              {"from", "whatsapp:+14155238886"},
              {"to", "whatsapp:+15551234567"},
              {"account_sid", kTestAccount},
              {"num_media", "0"},
              {"date_created", "Mon, 05 Jan 2026 09:00:00 +0000"},
              {"date_sent", nullptr}};
}

/// An item that was received in that second.
inline Json received_item(std::string sid, std::string body) {
  Json item = sent_item(std::move(sid), std::move(body));
  item["direction"] = "inbound";
  item["from"].swap(item["to"]);
  item["date_sent"] = item["date_created"];
  return item;
}

/// `item` with some members replaced.
inline Json changed(Json item, const Json& members) {
  item.update(members);
  return item;
}

/// A page of the list; an empty `next` makes it the last one.
inline std::string list_page(const std::vector<Json>& items, const std::string& next = {}) {
  Json page{{"messages", items}, {"next_page_uri", nullptr}};
  if (!next.empty()) page["next_page_uri"] = next;
  return page.dump();
}

}  // namespace yak::twilio
