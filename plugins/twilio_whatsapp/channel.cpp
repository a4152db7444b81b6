// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/channel.hpp"

#include <utility>

#include "twilio_whatsapp/address.hpp"
#include "twilio_whatsapp/diagnosis/diagnosis.hpp"
#include "twilio_whatsapp/diagnosis/hint_page.hpp"
#include "twilio_whatsapp/diagnosis/webhook_probe.hpp"
#include "twilio_whatsapp/inbound/signed_url.hpp"
#include "twilio_whatsapp/inbound/twiml.hpp"
#include "twilio_whatsapp/inbound/webhook.hpp"
#include "twilio_whatsapp/log_gate.hpp"
#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/catch_up.hpp"
#include "twilio_whatsapp/outbound/finder.hpp"
#include "twilio_whatsapp/outbound/sender.hpp"
#include "twilio_whatsapp/rest/rest_request.hpp"
#include "twilio_whatsapp/text/render.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;

/// Time of a webhook besides the wait for an inline reply: storing the message, writing the answer.
constexpr std::chrono::milliseconds kWebhookSlack = 10s;
constexpr std::chrono::milliseconds kTestTimeout = 30s;
/// One of Twilio's test numbers, which belongs to no person (Twilio, "Test credentials").
constexpr std::string_view kNobody = "+15005550006";

constexpr auto kClosedLogSpan = 10s;
/// Since the person's last message (WhatsApp, "Customer service windows"); later replies fail with
/// error 63016.
constexpr std::chrono::milliseconds kReplyWindow = 24h;
constexpr std::string_view kNoUrlText =
    "webhooks are refused, because their signatures cannot be checked without the public URL: "
    "set YAK_PUBLIC_URL (server.public_url) to the https://… address that Twilio calls, and "
    "restart";

class TwilioChannel final : public Channel {
 public:
  TwilioChannel(ChannelContext& context, Options options)
      : context_(context),
        options_(std::move(options)),
        webhook_(context, options_),
        sender_(context, options_),
        finder_(context, options_),
        catch_up_(context, options_) {}

  task<result<void>> start() override {
    for (Route& route : routes()) {
      const result<void> added = context_.routes().add(std::move(route));
      if (!added) co_return added.error();
    }
    const result<void> added = context_.admin_routes().add(test_route());
    if (!added) co_return added.error();
    announce();
    co_return result<void>();
  }

  [[nodiscard]] Capabilities capabilities() const override {
    Capabilities capabilities;
    capabilities.typing = options_.typing;
    capabilities.inline_reply = options_.inline_wait.count() > 0;
    capabilities.send_interval = options_.send_interval;
    capabilities.reply_window = kReplyWindow;
    capabilities.window_template = options_.window_template.has_value();
    return capabilities;
  }

  [[nodiscard]] std::vector<Outbound> render(const Reply& reply) const override {
    return render_reply(reply, ChunkOptions{options_.max_length, options_.number_parts});
  }

  task<SendOutcome> send(const Delivery& delivery) override { return sender_.send(delivery); }

  task<result<Lookup>> find(const Delivery& delivery) override { return finder_.find(delivery); }

  task<result<std::size_t>> catch_up(WallTime since) override { return catch_up_.run(since); }

  task<void> typing(const Message& message) override {
    HttpRequest request = show_typing(options_, message.external_id);
    const result<HttpResponse> response = co_await context_.http().send(std::move(request));
    const int status = response ? response->status : 0;
    if (status >= 200 && status < 300) co_return;
    context_.log().debug("Twilio refused the typing indicator", {{"status", status}});
  }

  task<result<Credits>> credits() override {
    HttpRequest request = fetch_balance(options_);
    const result<HttpResponse> response = co_await context_.http().send(std::move(request));
    if (!response) co_return response.error();
    co_return read_balance(*response);
  }

  task<std::vector<Diagnosis>> diagnose() override { return ask_twilio(context_.http(), options_); }

  task<void> stop() override { co_return; }

 private:
  [[nodiscard]] bool is_reachable() const { return !options_.webhook_url.empty(); }

  void announce() {
    if (!is_reachable()) {
      context_.routes().add_hint(std::string(kNoUrlText));
      context_.log().warn(kNoUrlText);
      return;
    }
    const std::string url = shown_url(options_.webhook_url);
    context_.routes().add_hint(path_hint(url));
    context_.log().info("enter this webhook URL in the Twilio console", {{"url", url}});
  }

  /// The answer to every webhook while no public URL is configured.
  task<ServerResponse> refuse_unreachable() {
    if (closed_gate_.admit(context_.clock().monotonic())) context_.log().warn(kNoUrlText);
    co_return ServerResponse(503, std::string(kTwimlType), empty_twiml());
  }

  std::vector<Route> routes() {
    std::vector<Route> routes;
    for (const char* method : {"POST", "GET"}) {
      if (!is_reachable()) {
        for (const std::string& path : {options_.webhook_path, options_.status_path}) {
          routes.emplace_back(method, path, [this](const ServerRequest& /*request*/) {
            return refuse_unreachable();
          });
        }
        continue;
      }
      routes.emplace_back(method, options_.webhook_path, [this](const ServerRequest& request) {
        return webhook_.message(request);
      });
      routes.emplace_back(method, options_.status_path, [this](const ServerRequest& request) {
        return webhook_.status(request);
      });
    }
    for (Route& route : routes) {
      route.timeout = options_.inline_wait + kWebhookSlack;
      route.reads_at_once = true;
    }
    return routes;
  }

  Route test_route() {
    Route route("POST", "/api/v1/channels/" + context_.instance() + "/webhook-test",
                [this](const ServerRequest& request) { return run_test(request); });
    route.timeout = kTestTimeout;
    return route;
  }

  task<ServerResponse> run_test(const ServerRequest& request) {
    result<WebhookTest> parsed = parse_webhook_test(request.body);
    if (!parsed) {
      co_return ServerResponse(400, "application/json",
                               webhook_test_refusal(parsed.error().message));
    }
    WebhookTest test = *std::move(parsed);
    if (!is_reachable()) {
      co_return ServerResponse(400, "application/json",
                               webhook_test_refusal(std::string(kNoUrlText)));
    }
    if (test.from.empty()) test.from = first_allowed();
    const std::uint64_t unique = context_.random().next();
    HttpRequest post = webhook_test_request(options_, test, unique);
    const std::string url = shown_url(post.url);
    const std::string sid = webhook_test_sid(unique);
    webhook_.tests().expect(sid);
    const result<HttpResponse> response = co_await context_.http().send(std::move(post));
    const bool arrived = webhook_.tests().take(sid);
    const std::string explanation = response ? explain_answer(options_, test, *response, arrived)
                                             : explain_failure(response.error());
    const HttpResponse answer = response ? *response : HttpResponse();
    const bool passed = arrived && answer.status >= 200 && answer.status < 300;
    co_return ServerResponse(200, "application/json",
                             webhook_test_result(url, answer, explanation, passed));
  }

  /// The first sender of `allow_from`, so that the test message is admitted; else kNobody.
  [[nodiscard]] std::string first_allowed() const {
    for (const std::string& address : context_.allow_from()) {
      if (!address.empty() && address != "*") return bare_address(address);
    }
    return std::string(kNobody);
  }

  ChannelContext& context_;
  const Options options_;
  Webhook webhook_;
  Sender sender_;
  Finder finder_;
  CatchUp catch_up_;
  LogGate closed_gate_{kClosedLogSpan};
};

}  // namespace

result<std::unique_ptr<Channel>> make_channel(ChannelContext& context, Settings settings) {
  Options options = read_options(settings, context.public_url());
  if (options.status_callbacks && has_underscore_host(options.status_url)) {
    context.log().warn("delivery reports are off: Twilio refuses hosts with an underscore",
                       {{"url", shown_url(options.status_url)}});
    options.status_callbacks = false;
  }
  return std::unique_ptr<Channel>(std::make_unique<TwilioChannel>(context, std::move(options)));
}

}  // namespace yak::twilio
