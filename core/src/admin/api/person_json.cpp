// SPDX-License-Identifier: Apache-2.0
#include "admin/api/person_json.hpp"

#include "observe/log/log_format.hpp"
#include "yak/message/receipt.hpp"

namespace yak::admin {
namespace {

Json attachments_as_json(const std::vector<Attachment>& attachments) {
  Json list = Json::array();
  for (const Attachment& attachment : attachments) {
    list.push_back(
        {{"url", attachment.url}, {"type", attachment.content_type}, {"name", attachment.name}});
  }
  return list;
}

Json received_as_json(const PersonPage::Received& received) {
  const Message& message = received.message;
  Json json{{"id", "m" + std::to_string(message.id)},
            {"external_id", message.external_id},
            {"conversation", message.peer},
            {"sender", message.sender},
            {"sender_name", message.sender_name},
            {"to", message.to},
            {"text", message.raw_text}};
  if (message.text != message.raw_text) json["text_for_model"] = message.text;
  if (!message.address.empty()) json["address"] = message.address;
  if (!message.reply_to.empty()) json["reply_to"] = message.reply_to;
  if (!message.attachments.empty()) json["attachments"] = attachments_as_json(message.attachments);
  json["received_at"] = observe::timestamp(message.received_at);
  json["state"] = state_name(received.state);
  json["payload"] = message.payload;
  return json;
}

Json delivery_as_json(const Delivery& delivery) {
  Json json{{"id", "d" + std::to_string(delivery.id)},
            {"message", "m" + std::to_string(delivery.message)},
            {"to", delivery.peer},
            {"from", delivery.from},
            {"part", delivery.part},
            {"parts", delivery.parts},
            {"text", delivery.content.text}};
  if (!delivery.address.empty()) json["address"] = delivery.address;
  if (!delivery.content.media.empty()) json["media"] = attachments_as_json(delivery.content.media);
  json["made_at"] = observe::timestamp(delivery.created_at);
  json["state"] = event_name(delivery.state);
  json["receipt"] = delivery.receipt;
  if (delivery.status != ReceiptStatus::none) json["status"] = event_name(delivery.status);
  if (!delivery.failure.empty()) json["failure"] = delivery.failure;
  return json;
}

Json line_as_json(const PersonPage::Line& line) {
  return {{"conversation", line.peer},
          {"role", line.line.role == Role::assistant ? "assistant" : "user"},
          {"at", observe::timestamp(line.line.at)},
          {"text", line.line.text}};
}

Json usage_as_json(const UsageRow& row) {
  const WallTime day = std::chrono::sys_days(std::chrono::days(row.day));
  constexpr double kNanoUsd = 1e-9;
  return {{"day", observe::timestamp(day).substr(0, 10)},
          {"model", row.model},
          {"messages", row.messages},
          {"prompt_tokens", row.prompt_tokens},
          {"completion_tokens", row.completion_tokens},
          {"cost_usd", static_cast<double>(row.cost_nano_usd) * kNanoUsd},
          {"unpriced_messages", row.unpriced_messages}};
}

}  // namespace

std::string_view state_name(MessageState state) {
  switch (state) {
    case MessageState::received: return "received";
    case MessageState::done: return "done";
    case MessageState::dropped: return "dropped";
    case MessageState::expired: return "expired";
    case MessageState::quarantined: break;
  }
  return "quarantined";
}

Json counts_as_json(const PersonCounts& counts) {
  return {{"messages", counts.messages}, {"deliveries", counts.deliveries},
          {"history", counts.lines},     {"keys", counts.keys},
          {"usage", counts.usage},       {"aliases", counts.aliases}};
}

Json page_as_json(const std::string& user, const PersonPage& page) {
  Json json{{"user", user}};
  if (page.counts) {
    json["counts"] = counts_as_json(*page.counts);
    json["aliases"] = page.aliases;
  }
  for (const char* section : {"messages", "deliveries", "history", "keys", "usage"}) {
    json[section] = Json::array();
  }
  for (const auto& received : page.messages) json["messages"].push_back(received_as_json(received));
  for (const Delivery& sent : page.deliveries) json["deliveries"].push_back(delivery_as_json(sent));
  for (const auto& line : page.history) json["history"].push_back(line_as_json(line));
  for (const PersonPage::Key& key : page.keys) {
    json["keys"].push_back({{"space", key.space}, {"key", key.key}, {"value", key.value}});
  }
  for (const UsageRow& row : page.usage) json["usage"].push_back(usage_as_json(row));
  json["next"] = page.next.empty() ? Json(nullptr) : Json(page.next);
  return json;
}

}  // namespace yak::admin
