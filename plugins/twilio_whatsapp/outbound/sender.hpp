#pragma once

#include <string>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/rest/rest_response.hpp"
#include "yak/context.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// Sends deliveries through Twilio's REST API. Thread-safe; `context` and `options` outlive it.
class Sender {
 public:
  Sender(Context& context, const Options& options) : context_(context), options_(options) {}

  /// One attempt. A text that Twilio finds too long is cut smaller and sent in order within it.
  task<SendOutcome> send(Delivery delivery);

 private:
  /// In place of a reply that comes too late.
  task<SendOutcome> send_template(const Delivery& delivery);
  task<CreateOutcome> create(const Delivery& delivery, std::string text);
  task<CreateOutcome> post(HttpRequest request);
  task<CreateOutcome> create_patiently(const Delivery& delivery, std::string text);
  void count(const CreateOutcome& created);

  Context& context_;
  const Options& options_;
};

}  // namespace yak::twilio
