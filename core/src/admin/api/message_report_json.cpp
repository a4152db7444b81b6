// SPDX-License-Identifier: Apache-2.0
#include "admin/api/message_report_json.hpp"

#include <algorithm>
#include <vector>

#include "admin/api/person_json.hpp"
#include "base/enclosing_interval.hpp"
#include "observe/log/address_mask.hpp"
#include "observe/log/log_format.hpp"
#include "yak/message/receipt.hpp"

namespace yak::admin {
namespace {

using std::chrono::microseconds;

std::int64_t after(const MessageReport& report, WallTime at) {
  return microseconds(at - report.message.received_at).count();
}

std::int64_t number_at(const Json& json, std::size_t index) {
  return index < json.size() && json[index].is_number_integer() ? json[index].get<std::int64_t>()
                                                                : 0;
}

Json message_as_json(const MessageReport& report, const Logger& log) {
  const Message& message = report.message;
  Json json{{"id", "m" + std::to_string(message.id)},
            {"channel", message.channel},
            {"external_id", message.external_id},
            {"from", log.address(message.sender)},
            {"to", log.address(message.to)},
            {"received_at", observe::timestamp(message.received_at)},
            {"state", state_name(report.state)}};
  if (report.ended_at) {
    json["ended_at"] = observe::timestamp(*report.ended_at);
    json["ended_after_us"] = after(report, *report.ended_at);
  }
  if (message.suspicion > 0) json["suspicion"] = message.suspicion;
  return json;
}

/// `kept` is a step as the journal stores it: [name, begin, took, failed, detail].
Json step_as_json(const Json& kept, std::int64_t began_after) {
  const bool has_name = !kept.empty() && kept[0].is_string();
  const std::string name = has_name ? kept[0].get<std::string>() : "";
  const bool is_call = name.find('/') != std::string::npos;
  Json step{{"name", name},
            {"kind", is_call ? "model call" : "layer"},
            {"after_us", began_after + number_at(kept, 1)},
            {"took_us", number_at(kept, 2)},
            {"own_us", number_at(kept, 2)},
            {"depth", 0},
            {"failed", number_at(kept, 3) != 0}};
  if (kept.size() > 4 && kept[4].is_string()) step["detail"] = kept[4];
  return step;
}

void nest(Json& steps) {
  std::vector<base::Interval> intervals;
  for (const Json& step : steps) {
    const auto begin = step["after_us"].get<std::int64_t>();
    intervals.push_back({begin, begin + step["took_us"].get<std::int64_t>()});
  }
  const auto enclosing = base::find_enclosing(intervals);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!enclosing[i]) continue;
    Json& outer = steps[*enclosing[i]];
    outer["own_us"] = outer["own_us"].get<std::int64_t>() - steps[i]["took_us"].get<std::int64_t>();
    steps[i]["depth"] = outer["depth"].get<std::int64_t>() + 1;
  }
}

Json call_as_json(const Json& call) {
  Json json;
  const auto copy = [&](const char* from, const char* to) {
    if (call.contains(from)) json[to] = call[from];
  };
  copy("model", "response_model");
  copy("id", "request_id");
  copy("finish", "finish_reason");
  copy("in", "input_tokens");
  copy("cached", "cached_tokens");
  copy("out", "output_tokens");
  if (call.contains("cost_nano_usd")) {
    constexpr double kNano = 1e-9;
    json["cost_usd"] = static_cast<double>(call["cost_nano_usd"].get<std::int64_t>()) * kNano;
  }
  return json;
}

Json turn_as_json(const MessageReport& report) {
  const Json kept = Json::parse(report.turn, nullptr, false);
  if (!kept.is_object()) return nullptr;
  const WallTime at(std::chrono::milliseconds(kept.value("at", std::int64_t{0})));
  const std::int64_t began_after = after(report, at);
  Json turn{{"trace", kept.value("id", "")},
            {"began_at", observe::timestamp(at)},
            {"after_us", began_after},
            {"waited_us", kept.value("waited", std::int64_t{0})},
            {"took_us", kept.value("took", std::int64_t{0})},
            {"result", kept.value("result", "")},
            {"model", kept.value("model", "")},
            {"parts", kept.value("parts", std::int64_t{0})}};
  if (kept.contains("call")) turn["call"] = call_as_json(kept["call"]);
  for (const Json& joined : kept.value("joined", Json::array())) {
    turn["joined"].push_back("m" + std::to_string(joined.get<std::int64_t>()));
  }
  turn["steps"] = Json::array();
  for (const Json& step : kept.value("steps", Json::array())) {
    turn["steps"].push_back(step_as_json(step, began_after));
  }
  nest(turn["steps"]);
  if (kept.contains("more")) turn["steps_left_out"] = kept["more"];
  return turn;
}

Json delivery_as_json(const MessageReport& report, const MessageReport::Sent& sent,
                      const observe::AddressMask& of_message, const Logger& log) {
  const Delivery& delivery = sent.delivery;
  // The message's addresses may have changed since then.
  const observe::AddressMask of_delivery{delivery.peer, delivery.address};
  const auto masked = [&](const std::string& text) {
    return of_delivery.clean(of_message.clean(text));
  };
  Json json{{"id", "d" + std::to_string(delivery.id)},
            {"answers", "m" + std::to_string(delivery.message)},
            {"part", delivery.part},
            {"parts", delivery.parts},
            {"to", log.address(delivery.peer)},
            {"state", event_name(delivery.state)},
            {"attempts", delivery.attempts}};
  if (delivery.status != ReceiptStatus::none) json["status"] = event_name(delivery.status);
  if (!delivery.receipt.empty()) json["receipt"] = delivery.receipt;
  if (!delivery.failure.empty()) json["failure"] = masked(delivery.failure);
  if (delivery.state == DeliveryState::pending || delivery.state == DeliveryState::in_doubt) {
    json["next_at"] = observe::timestamp(delivery.next_at);
  }
  json["events"] = Json::array();
  for (const DeliveryEvent& event : sent.events) {
    Json line{{"at", observe::timestamp(event.at)},
              {"after_us", after(report, event.at)},
              {"what", event.what}};
    if (!event.detail.empty()) line["detail"] = masked(event.detail);
    json["events"].push_back(std::move(line));
  }
  return json;
}

}  // namespace

Json message_report_as_json(const MessageReport& report, const Logger& log) {
  const Message& message = report.message;
  const observe::AddressMask mask{message.peer, message.sender, message.to, message.address};
  Json json{{"message", message_as_json(report, log)}};
  try {
    json["turn"] = turn_as_json(report);
  } catch (const Json::exception&) {
    // Written by another version; the rest of the report is still returned.
    json["turn"] = nullptr;
  }
  json["deliveries"] = Json::array();
  for (const MessageReport::Sent& sent : report.deliveries) {
    json["deliveries"].push_back(delivery_as_json(report, sent, mask, log));
  }
  return json;
}

}  // namespace yak::admin
