// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/webhook.hpp"

#include <utility>

#include "twilio_whatsapp/address.hpp"
#include "twilio_whatsapp/diagnosis/hint_page.hpp"
#include "twilio_whatsapp/diagnosis/webhook_probe.hpp"
#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/inbound/inbound.hpp"
#include "twilio_whatsapp/inbound/status_callback.hpp"
#include "twilio_whatsapp/inbound/twiml.hpp"
#include "twilio_whatsapp/rest/rest_request.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;

constexpr auto kLogSpan = 10s;

ServerResponse twiml(int status, std::string document = empty_twiml()) {
  return ServerResponse(status, std::string(kTwimlType), std::move(document));
}

task<ServerResponse> ready(ServerResponse response) { co_return response; }

/// The log message: what was wrong and what to check.
std::string_view advice(FormRefusal refusal) noexcept {
  switch (refusal) {
    case FormRefusal::none: return "";
    case FormRefusal::unsigned_request:
      return "a request without X-Twilio-Signature was refused: it is not from Twilio, or a proxy "
             "removed the header";
    case FormRefusal::forged:
      return "a request with a wrong signature was refused: check that the URL entered in the "
             "Twilio console is exactly this one, and that auth_token is the account's primary "
             "token";
    case FormRefusal::wrong_type: return "a request with an unsupported content type was refused";
    case FormRefusal::too_many_fields: return "a request with too many fields was refused";
    case FormRefusal::ambiguous:
      return "a signed request was refused because its signature is valid for more than one "
             "message: "
             "an attacker may have replayed a captured request with other fields, or a person's "
             "text looks like Twilio's fields";
  }
  return "";
}

// In the order of Webhook::Came.
constexpr std::array<const char*, 10> kCameNames{
    "accepted", "duplicate", "status",    "browser",     "unsigned",
    "forged",   "forbidden", "malformed", "unavailable", "probe"};

}  // namespace

Webhook::Webhook(ChannelContext& context, const Options& options)
    : context_(context),
      options_(options),
      messages_(options.auth_token, options.webhook_url),
      statuses_(options.auth_token, options.status_url),
      unsigned_gate_(kLogSpan),
      forged_gate_(kLogSpan),
      malformed_gate_(kLogSpan),
      store_gate_(kLogSpan),
      misdirected_gate_(kLogSpan) {
  static_assert(kCameNames.size() == kCameCount);
  for (std::size_t i = 0; i < kCameCount; ++i) {
    counters_.at(i) =
        &context.metrics().counter("yak_twilio_webhooks_total", "Webhooks received, by result.",
                                   {{"channel", context.instance()}, {"result", kCameNames.at(i)}});
  }
}

Webhook::Came Webhook::came_of(FormRefusal refusal) noexcept {
  switch (refusal) {
    case FormRefusal::none: return Came::accepted;
    case FormRefusal::unsigned_request: return Came::unsigned_request;
    case FormRefusal::forged: return Came::forged;
    case FormRefusal::wrong_type:
    case FormRefusal::ambiguous:
    case FormRefusal::too_many_fields: return Came::malformed;
  }
  return Came::malformed;
}

task<ServerResponse> Webhook::message(const ServerRequest& request) {
  if (is_browser(request)) return ready(show_hint());
  const SignedForm form = read_signed(request, messages_, false);
  if (form.refusal != FormRefusal::none) return ready(refuse(request, messages_, form.refusal));
  tests_.note(field(form.form, "MessageSid"));
  if (const std::string_view probe = probe_of(form.form); !probe.empty()) {
    count(Came::probe);
    ServerResponse answer = twiml(200);
    answer.headers.emplace_back(std::string(kProbeHeader), std::string(probe));
    return ready(std::move(answer));
  }
  if (is_status_callback(form.form)) {
    warn(misdirected_gate_,
         "a delivery report came to the message webhook: enter this URL for status callbacks",
         {"url", shown_url(options_.status_url)}, request.remote);
    // The query is not covered by this signature check, so it must not name a delivery.
    return take_report({}, form);
  }
  const InboundRules rules{context_.instance(), options_.account_sid};
  result<Message> message = parse_inbound(rules, form.form, form.wire, context_.clock().now());
  if (!message) return ready(refuse_message(message.error()));
  return answer(context_.inbox().accept(*std::move(message), options_.inline_wait));
}

task<ServerResponse> Webhook::status(const ServerRequest& request) {
  const SignedForm form = read_signed(request, statuses_, true);
  if (form.refusal != FormRefusal::none) return ready(refuse(request, statuses_, form.refusal));
  return take_report(request.query, form);
}

task<ServerResponse> Webhook::answer(task<result<Accepted>> accepting) {
  result<Accepted> accepted = co_await std::move(accepting);
  if (!accepted) co_return put_off(accepted.error());
  count(accepted->duplicate ? Came::duplicate : Came::accepted);
  const std::shared_ptr<InlineReply> reply = std::move(accepted->reply);
  const Delivery* delivery = nullptr;
  if (reply) delivery = co_await reply->wait();
  co_return write_reply(reply, delivery);
}

ServerResponse Webhook::put_off(const error& failure) {
  count(Came::unavailable);
  warn(store_gate_, "a message could not be stored; Twilio was asked to retry",
       {"reason", failure.message});
  return twiml(503);
}

ServerResponse Webhook::write_reply(std::shared_ptr<InlineReply> reply,
                                    const Delivery* delivery) const {
  if (delivery == nullptr) return twiml(200);
  TwimlMessage message;
  message.to = wire_address(delivery->receiver());
  const std::string& from = delivery->from.empty() ? options_.from : delivery->from;
  if (!from.empty()) message.from = wire_address(from);
  message.body = delivery->content.text;
  if (!delivery->content.media.empty()) message.media_url = delivery->content.media.front().url;
  message.status_callback = status_callback_url(options_, delivery->id);
  std::optional<std::string> document = message_twiml(message);
  if (!document) {
    reply->written(false);  // it is sent by REST instead
    return twiml(200);
  }
  ServerResponse response = twiml(200, *std::move(document));
  response.after_write = [reply](bool whole) { reply->written(whole); };
  response.after_reset = [reply = std::move(reply)] { reply->lost(); };
  return response;
}

task<ServerResponse> Webhook::take_report(std::string_view query, const SignedForm& form) {
  result<ReceiptUpdate> report = parse_status(context_.instance(), query, form.form);
  const bool ours = field(form.form, "AccountSid") == options_.account_sid;
  if (!report || !ours) {
    return ready(refuse_message(
        ours ? report.error()
             : error(ErrorKind::forbidden,
                     "a delivery report is for another Twilio account than account_sid")));
  }
  count(Came::status);
  if (report->status == ReceiptStatus::none) return ready(twiml(200));
  if (report->status == ReceiptStatus::failed) {
    context_.log().warn("Twilio could not deliver a message",
                        {{"delivery", report->delivery},
                         {"to", context_.log().address(bare_address(field(form.form, "To")))},
                         {"reason", report->failure}});
  }
  return record(*std::move(report));
}

task<ServerResponse> Webhook::record(ReceiptUpdate report) {
  const result<void> recorded = co_await context_.inbox().report(std::move(report));
  if (recorded || recorded.error().kind == ErrorKind::not_found) co_return twiml(200);
  warn(store_gate_, "a delivery report could not be stored", {"reason", recorded.error().message});
  co_return twiml(503);
}

ServerResponse Webhook::refuse(const ServerRequest& request, const SignatureChecker& checker,
                               FormRefusal refusal) {
  count(came_of(refusal));
  LogGate* gate = &malformed_gate_;
  if (refusal == FormRefusal::unsigned_request) gate = &unsigned_gate_;
  if (refusal == FormRefusal::forged) gate = &forged_gate_;
  warn(*gate, advice(refusal), {"url", shown_url(checker.url())}, request.remote);
  return twiml(status_of(refusal));
}

ServerResponse Webhook::refuse_message(const error& failure) {
  const bool forbidden = failure.kind == ErrorKind::forbidden;
  count(forbidden ? Came::forbidden : Came::malformed);
  warn(malformed_gate_, failure.message, {"url", shown_url(options_.webhook_url)});
  return twiml(forbidden ? 403 : 400);
}

ServerResponse Webhook::show_hint() {
  count(Came::browser);
  const std::string url = shown_url(options_.webhook_url);
  if (unsigned_gate_.admit(context_.clock().monotonic())) {
    context_.log().info("a browser opened the webhook; enter this URL in the Twilio console",
                        {{"url", url}});
  }
  return ServerResponse(400, "text/html; charset=utf-8", hint_page());
}

void Webhook::warn(LogGate& gate, std::string_view words, const LogField& subject,
                   std::string_view remote) {
  const std::optional<std::uint64_t> held_back = gate.admit(context_.clock().monotonic());
  if (!held_back) return;
  context_.log().warn(words, {subject, {"remote", remote}, {"suppressed", *held_back}});
}

}  // namespace yak::twilio
