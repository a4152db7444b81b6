// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/rest/rest_response.hpp"
#include "yak/context.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// Sends deliveries through Twilio's REST API. Thread-safe; `context` and `options` must outlive
/// it.
class Sender {
 public:
  Sender(Context& context, const Options& options) : context_(context), options_(options) {}

  /// Makes one attempt. A text that Twilio refuses as too long is cut and sent in pieces, in order,
  /// within the attempt.
  task<SendOutcome> send(Delivery delivery);

 private:
  /// Sends the template instead of a reply outside the 24-hour window.
  task<SendOutcome> send_template(const Delivery& delivery);
  task<CreateOutcome> create(const Delivery& delivery, std::string text);
  task<CreateOutcome> post(HttpRequest request);
  task<CreateOutcome> create_patiently(const Delivery& delivery, std::string text);
  void count(const CreateOutcome& created);

  Context& context_;
  const Options& options_;
};

}  // namespace yak::twilio
