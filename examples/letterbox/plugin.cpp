// SPDX-License-Identifier: Apache-2.0
// A channel with a webhook. Its service posts each message as a form (`id`, `from`, `text`) to the
// path of the instance's name, with the header `X-Token`, and takes replies at `URL/messages`.
#include <yak/plugin.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

class Letterbox final : public yak::Channel {
 public:
  Letterbox(yak::ChannelContext& context, const yak::Settings& settings)
      : context_(context), url_(settings.text("url")), token_(settings.secret("token")) {}

  yak::task<yak::result<void>> start() override {
    auto handler = [this](const yak::ServerRequest& request) { return receive(request); };
    co_return context_.routes().add(
        yak::Route("POST", "/" + context_.instance(), std::move(handler)));
  }

  [[nodiscard]] yak::Capabilities capabilities() const override { return {}; }

  yak::task<yak::SendOutcome> send(const yak::Delivery& delivery) override {
    yak::HttpRequest request("POST", url_ + "/messages");
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = yak::write_form({{"to", delivery.receiver()}, {"text", delivery.content.text}});
    const auto response = co_await context_.http().send(std::move(request));
    if (!response && response.error().not_sent) {
      co_return yak::SendOutcome::retry(response.error().message);
    }
    if (!response) co_return yak::SendOutcome::unknown(response.error().message);
    if (response->status >= 500) co_return yak::SendOutcome::unknown("5xx");
    if (response->status >= 400) co_return yak::SendOutcome::rejected(response->body);
    co_return yak::SendOutcome::sent(response->body);
  }

  yak::task<void> stop() override { co_return; }

 private:
  yak::task<yak::ServerResponse> receive(const yak::ServerRequest& request) {
    // Before anything of the request is parsed.
    if (!token_.equals(request.header("X-Token"))) co_return answer(403, "wrong token\n");
    const auto fields = yak::parse_form(request.body);
    if (!fields) co_return answer(400, fields.error().message);

    yak::Message message;
    message.channel = context_.instance();
    for (const auto& [name, value] : *fields) {
      if (name == "id") message.external_id = value;  // a message that comes twice is a duplicate
      if (name == "from") message.peer = message.sender = value;
      if (name == "text") message.raw_text = message.text = value;
    }
    if (message.external_id.empty() || message.peer.empty()) {
      co_return answer(400, "'id' and 'from' are needed\n");
    }
    const auto accepted =
        co_await context_.inbox().accept(std::move(message), std::chrono::milliseconds(0));
    if (!accepted) co_return answer(503, "try again\n");  // the service sends it again
    co_return answer(200, "accepted\n");
  }

  static yak::ServerResponse answer(int status, std::string text) {
    return yak::ServerResponse(status, "text/plain", std::move(text));
  }

  yak::ChannelContext& context_;
  std::string url_;
  yak::Secret token_;
};

yak::Schema schema() {
  return yak::Schema{
      yak::Field::text("url", "Where the service is: http://HOST:PORT.").required(),
      yak::Field::secret("token", "The value of the header X-Token.").required(),
  };
}

yak::result<std::unique_ptr<yak::Channel>> make(yak::ChannelContext& context,
                                                yak::Settings settings) {
  return std::unique_ptr<yak::Channel>(std::make_unique<Letterbox>(context, settings));
}

void enrol(yak::Registrar& registrar) { registrar.channel(schema(), &make); }

}  // namespace

YAK_PLUGIN("letterbox", "1.0.0", enrol);
