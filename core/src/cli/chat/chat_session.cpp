// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_session.hpp"

#include <utility>

#include "cli/channel_names.hpp"
#include "cli/daemon_answer.hpp"

namespace yak::cli {
namespace {

std::string dumped(const Json& body) {
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

ChatSession::ChatSession(AdminClient& client, std::string channel, std::string user)
    : client_(client),
      channel_(std::move(channel)),
      base_("/api/v1/channels/" + percent_encode(channel_)),
      user_(std::move(user)) {}

result<std::string> ChatSession::post(const std::string& text) {
  const Json message{{"user", user_}, {"text", text}};
  const auto body = object_of(client_.post(base_ + "/messages", dumped(message)));
  if (!body) return explain(body.error());
  return body->value("id", std::string());
}

result<ChatPoll> ChatSession::poll(int wait_ms) {
  const auto body = object_of(client_.get(base_ + "/replies?user=" + percent_encode(user_) +
                                          "&wait=" + std::to_string(wait_ms)));
  if (!body) return explain(body.error());
  ChatPoll poll;
  const Json replies = body->value("replies", Json::array());
  for (const Json& reply : replies) {
    poll.replies.push_back({reply.value("in_reply_to", std::string()),
                            reply.value("text", std::string()),
                            reply.value("part", 1) >= reply.value("parts", 1)});
  }
  poll.pending = body->value("pending", std::size_t{0});
  return poll;
}

result<std::size_t> ChatSession::stop() {
  HttpDeadlines deadlines;
  deadlines.total = std::chrono::seconds(5);  // The user has pressed Ctrl-C and waits.
  const auto body =
      object_of(client_.post(base_ + "/stop", dumped(Json{{"user", user_}}), deadlines));
  if (!body) return explain(body.error());
  return body->value("stopped", std::size_t{0});
}

result<std::vector<std::string>> ChatSession::commands() {
  const auto body = object_of(client_.get("/api/v1/commands"));
  if (!body) return body.error();
  std::vector<std::string> names;
  for (const Json& command : body->value("commands", Json::array())) {
    names.push_back(command.value("name", std::string()));
    for (const Json& alias : command.value("aliases", Json::array())) {
      if (alias.is_string()) names.push_back(alias.get<std::string>());
    }
  }
  return names;
}

error ChatSession::explain(error failure) {
  if (failure.kind != ErrorKind::not_found) return failure;
  return error(ErrorKind::not_found, why_no_endpoint(client_, channel_, "a terminal's"));
}

}  // namespace yak::cli
