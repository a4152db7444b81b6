// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "twilio_whatsapp/diagnosis/test_arrivals.hpp"
#include "twilio_whatsapp/inbound/signature.hpp"
#include "twilio_whatsapp/inbound/signed_form.hpp"
#include "twilio_whatsapp/log_gate.hpp"
#include "twilio_whatsapp/options.hpp"
#include "yak/context/channel_context.hpp"

namespace yak::twilio {

/// Answers Twilio's two webhooks, for inbound messages and for delivery reports. Requests that fail
/// the signature check go no further. Every answer to Twilio is TwiML. Thread-safe; `context` and
/// `options` must outlive it.
class Webhook {
 public:
  Webhook(ChannelContext& context, const Options& options);

  /// Not coroutines: `request` is not used after the function has returned its task.
  task<ServerResponse> message(const ServerRequest& request);
  task<ServerResponse> status(const ServerRequest& request);

  /// Test messages whose arrival the webhook records.
  [[nodiscard]] TestArrivals& tests() noexcept { return tests_; }

 private:
  enum class Came : std::uint8_t {
    accepted,
    duplicate,
    status,
    browser,
    unsigned_request,
    forged,
    forbidden,
    malformed,
    unavailable,
    probe,
  };
  static constexpr std::size_t kCameCount = 10;

  ServerResponse refuse(const ServerRequest& request, const SignatureChecker& checker,
                        FormRefusal refusal);
  ServerResponse refuse_message(const error& failure);
  ServerResponse show_hint();
  /// Answers the webhook once its message is stored, with the reply if that is ready in time.
  task<ServerResponse> answer(task<result<Accepted>> accepting);
  ServerResponse put_off(const error& failure);
  /// `delivery` is null when there is no inline reply.
  [[nodiscard]] ServerResponse write_reply(std::shared_ptr<InlineReply> reply,
                                           const Delivery* delivery) const;
  /// `query` names the delivery.
  task<ServerResponse> take_report(std::string_view query, const SignedForm& form);
  task<ServerResponse> record(ReceiptUpdate report);
  static Came came_of(FormRefusal refusal) noexcept;
  void count(Came what) { counters_[static_cast<std::size_t>(what)]->add(); }
  /// Logs a warning unless `gate` holds it back.
  void warn(LogGate& gate, std::string_view words, const LogField& subject,
            std::string_view remote = {});

  ChannelContext& context_;
  const Options& options_;
  std::array<Counter*, kCameCount> counters_{};
  SignatureChecker messages_;
  SignatureChecker statuses_;
  LogGate unsigned_gate_;
  LogGate forged_gate_;
  LogGate malformed_gate_;
  LogGate store_gate_;
  LogGate misdirected_gate_;
  TestArrivals tests_;
};

}  // namespace yak::twilio
