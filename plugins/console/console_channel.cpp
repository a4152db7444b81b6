// SPDX-License-Identifier: Apache-2.0
#include "console/console_channel.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "console/mailbox.hpp"
#include "yak/text/encoding.hpp"
#include "yak/text/json_depth.hpp"
#include "yak/text/utf8.hpp"

namespace yak::console {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;

constexpr milliseconds kRetryWhenAlone{5'000};
constexpr milliseconds kMaxPoll{25'000};
constexpr std::size_t kMaxText = std::size_t{32} << 10U;
constexpr std::size_t kMaxUser = 64;

ServerResponse json_response(int status, const Json& body) {
  return {status, "application/json", body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

ServerResponse json_error(int status, const std::string& message) {
  return json_response(status, Json{{"error", message}});
}

bool is_user(std::string_view user) {
  return !user.empty() && user.size() <= kMaxUser && std::ranges::all_of(user, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

struct Posted {
  std::string user = "local";
  std::string text;
};

result<std::string> user_of(const Json& json) {
  if (!json.contains("user")) return std::string("local");
  if (!json["user"].is_string()) return error(ErrorKind::invalid, "user must be a string");
  auto user = json["user"].get<std::string>();
  if (is_user(user)) return user;
  return error(ErrorKind::invalid, "user must be 1 to 64 letters, digits, dots, - or _");
}

result<Posted> parse_posted(std::string_view body) {
  const Json json = parse_untrusted<Json>(body);
  if (!json.is_object() || !json.contains("text") || !json["text"].is_string()) {
    return error(ErrorKind::invalid, R"(send JSON: {"user": "local", "text": "…"})");
  }
  auto user = user_of(json);
  if (!user) return user.error();
  Posted posted{*std::move(user), json["text"].get<std::string>()};
  if (posted.text.size() <= kMaxText) return posted;
  return error(ErrorKind::too_large, "the text is too long: a message may have at most " +
                                         std::to_string(kMaxText >> 10U) + " KiB");
}

/// The body of a stop request: `{"user": "local"}`.
result<std::string> parse_user(std::string_view body) {
  const Json json = parse_untrusted<Json>(body);
  if (!json.is_object()) return error(ErrorKind::invalid, R"(send JSON: {"user": "local"})");
  return user_of(json);
}

/// The terminal as a channel, served on the admin socket. Access to that socket is the only
/// authentication.
class ConsoleChannel final : public Channel {
 public:
  ConsoleChannel(ChannelContext& context, const Settings& settings)
      : context_(context), hold_(settings.duration("hold")) {}

  task<result<void>> start() override {
    const std::string base = "/api/v1/channels/" + context_.instance();
    auto post = [this](const ServerRequest& request) -> task<ServerResponse> {
      co_return co_await take_message(std::string(request.body));
    };
    auto poll = [this](const ServerRequest& request) -> task<ServerResponse> {
      co_return co_await give_replies(std::string(request.query));
    };
    auto stop = [this](const ServerRequest& request) -> task<ServerResponse> {
      co_return co_await stop_answer(std::string(request.body));
    };
    auto added = context_.admin_routes().add(Route("POST", base + "/messages", std::move(post)));
    if (added) added = context_.admin_routes().add(Route("POST", base + "/stop", std::move(stop)));
    if (!added) co_return added;
    co_return context_.admin_routes().add(Route("GET", base + "/replies", std::move(poll)));
  }

  [[nodiscard]] Capabilities capabilities() const override { return {}; }

  task<SendOutcome> send(const Delivery& delivery) override {
    const std::shared_ptr<Letter> letter = mailboxes_.post(delivery);
    if (!letter)
      co_return SendOutcome::retry("too many replies are waiting for this user", kRetryWhenAlone);
    const bool settled = co_await letter->settled.wait_for(hold_);
    if (!settled && mailboxes_.withdraw(letter)) {
      co_return SendOutcome::retry("no terminal is connected for this user", kRetryWhenAlone);
    }
    if (!settled) co_await letter->settled.wait();
    if (!letter->shown) co_return SendOutcome::retry("the terminal's connection broke");
    co_return SendOutcome::sent("console-" + std::to_string(delivery.id));
  }

  task<void> stop() override { co_return; }

 private:
  task<ServerResponse> take_message(std::string body) {
    const auto posted = parse_posted(body);
    if (!posted) co_return json_error(400, posted.error().message);
    Message message;
    message.channel = context_.instance();
    message.external_id = hex(context_.random().next()) + hex(context_.random().next());
    message.peer = posted->user;
    message.sender = posted->user;
    message.to = context_.instance();
    message.raw_text = posted->text;
    message.text = posted->text;
    message.payload = std::move(body);
    const std::string id = message.external_id;
    const auto accepted = co_await context_.inbox().accept(std::move(message), milliseconds(0));
    if (!accepted) co_return json_error(503, accepted.error().message);
    co_return json_response(202, Json{{"id", id}});
  }

  /// Ctrl-C at the terminal. Does what /stop does, but works without the commands middleware.
  task<ServerResponse> stop_answer(std::string body) {
    const auto user = parse_user(body);
    if (!user) co_return json_error(400, user.error().message);
    ConversationKey conversation(context_.instance(), *user);
    const std::size_t stopped = co_await context_.conversations().stop(std::move(conversation));
    co_return json_response(200, Json{{"stopped", stopped}});
  }

  task<ServerResponse> give_replies(std::string query) {
    const auto form = parse_form(query, 8);
    std::string user = "local";
    milliseconds wait{0};
    if (form) {
      for (const auto& [name, value] : *form) {
        if (name == "user") user = value;
        if (name == "wait") wait = parse_wait(value);
      }
    }
    if (!is_user(user)) co_return json_error(400, "user must be a name");
    const std::shared_ptr<Event> reader = mailboxes_.announce(user);
    if (wait.count() > 0) co_await reader->wait_for(wait);
    mailboxes_.leave(user, reader);
    const ConversationKey conversation(context_.instance(), user);
    const std::size_t pending = co_await context_.conversations().backlog(conversation);
    co_return hand_over(std::make_shared<TakenLetters>(mailboxes_.take(user)), pending);
  }

  static milliseconds parse_wait(const std::string& text) {
    if (text.empty() || text.size() > 5 ||
        !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
      return milliseconds(0);
    }
    return std::min(milliseconds(std::stoi(text)), kMaxPoll);
  }

  static ServerResponse hand_over(std::shared_ptr<TakenLetters> taken, std::size_t pending) {
    Json body{{"replies", Json::array()}, {"pending", pending}};
    for (const auto& letter : taken->letters()) {
      const Delivery& delivery = letter->delivery;
      body["replies"].push_back(Json{{"in_reply_to", delivery.in_reply_to},
                                     {"part", delivery.part},
                                     {"parts", delivery.parts},
                                     {"text", delivery.content.text}});
    }
    ServerResponse response = json_response(200, body);
    response.after_write = [taken = std::move(taken)](bool written) { taken->settle(written); };
    return response;
  }

  ChannelContext& context_;
  milliseconds hold_;
  Mailboxes mailboxes_;
};

}  // namespace

Schema schema() {
  return Schema{
      Field::duration("hold",
                      "How long a reply waits for a terminal to fetch it before the delivery is "
                      "retried later.")
          .defaults_to("10s")
          .between(100, 300'000),
  };
}

result<std::string> console_name(std::string_view written) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t begin = written.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return std::string();
  written = written.substr(begin, written.find_last_not_of(kSpaces) - begin + 1);
  if (is_user(written)) return std::string(written);
  return error(ErrorKind::invalid, "'" + std::string(clip_utf8(written, kMaxUser)) +
                                       "' is not a console user name: use 1 to 64 letters, "
                                       "digits, dots, - or _, such as local");
}

result<std::unique_ptr<Channel>> make_channel(ChannelContext& context, Settings settings) {
  return std::unique_ptr<Channel>(std::make_unique<ConsoleChannel>(context, settings));
}

}  // namespace yak::console
