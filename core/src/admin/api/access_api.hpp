// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "conversation/admission/admission_control.hpp"
#include "yak/clock.hpp"
#include "yak/http.hpp"
#include "yak/log.hpp"

namespace yak::admin {

/// `/api/v1/access`: senders that wait for admission, and the operator's decisions about them.
///
///     GET  /api/v1/access/pending      refused senders with their codes, the oldest first
///     POST /api/v1/access/approve      {"who": "K7Q2"}, or an address: "whatsapp:+15551234567"
///     POST /api/v1/access/deny         the same
///
/// Addresses are masked as in the log. Errors are JSON with a message: 400 for an invalid request
/// or name, 404 for a code or a channel that does not exist, 503 when the store fails.
class AccessApi {
 public:
  struct Dependencies {
    conversation::AdmissionControl& admission;
    Clock& clock;
    Logger& log;
  };

  explicit AccessApi(Dependencies dependencies) : dependencies_(dependencies) {}

  /// `routes` refer to this object, so it must outlive their server.
  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> pending();
  task<ServerResponse> rule(Ruling ruling, std::string body);

  Dependencies dependencies_;
};

}  // namespace yak::admin
