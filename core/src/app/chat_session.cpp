#include "app/chat_session.hpp"

#include "app/daemon_answer.hpp"

namespace yak::app {

ChatSession::ChatSession(AdminClient& client, std::string channel, std::string user)
    : client_(client),
      base_("/api/v1/channels/" + percent_encode(channel)),
      user_(std::move(user)) {}

result<std::string> ChatSession::post(const std::string& text) {
  const Json message{{"user", user_}, {"text", text}};
  const auto body = object_of(client_.post(
      base_ + "/messages", message.dump(-1, ' ', false, Json::error_handler_t::replace)));
  if (!body) return body.error();
  return body->value("id", std::string());
}

result<void> ChatSession::await_answer(const std::string& id, const Show& show) {
  constexpr int kPollMs = 1000;
  constexpr int kIdlePolls = 2;
  for (int idle = 0; idle < kIdlePolls;) {
    const auto seen = poll_for(id, kPollMs, show);
    if (!seen) return seen.error();
    if (seen->answered) return {};
    idle = seen->idle ? idle + 1 : 0;
  }
  return {};
}

result<void> ChatSession::poll(int wait_ms, const Show& show) {
  const auto seen = poll_for("", wait_ms, show);
  if (!seen) return seen.error();
  return {};
}

result<ChatSession::Seen> ChatSession::poll_for(const std::string& id, int wait_ms,
                                                const Show& show) {
  const auto body = object_of(client_.get(base_ + "/replies?user=" + percent_encode(user_) +
                                          "&wait=" + std::to_string(wait_ms)));
  if (!body) return body.error();
  Seen seen;
  const Json replies = body->value("replies", Json::array());
  for (const Json& reply : replies) {
    show(reply.value("text", std::string()));
    const bool is_last = reply.value("part", 1) >= reply.value("parts", 1);
    if (is_last && reply.value("in_reply_to", std::string()) == id) seen.answered = true;
  }
  seen.idle = replies.empty() && body->value("pending", std::size_t{0}) == 0;
  return seen;
}

}  // namespace yak::app
