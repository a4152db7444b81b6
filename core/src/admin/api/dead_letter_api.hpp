// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "delivery/backlog.hpp"
#include "delivery/inbox.hpp"
#include "delivery/outbox/outbox.hpp"
#include "yak/clock.hpp"
#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store/dead_letters.hpp"

namespace yak::admin {

/// `/api/v1/dead-letters`: lists dead letters and applies the operator's decisions.
///
///     GET  /api/v1/dead-letters?limit=&after=     a page, without the texts
///     GET  /api/v1/dead-letters/d12               one, with its text
///     POST /api/v1/dead-letters/d12/retry         makes it pending again and processes it
///     POST /api/v1/dead-letters/d12/purge         deletes it
///
/// Addresses are masked as in the log. Errors are JSON with a message: 400 for an invalid id or
/// number, 404 for an unknown dead letter, 503 when the store fails or the backlog is full.
class DeadLetterApi {
 public:
  static constexpr int kUsualLimit = 100;
  static constexpr int kMaxLimit = 1'000;

  struct Dependencies {
    DeadLetters& letters;
    delivery::Outbox& outbox;
    delivery::MessageSink& sink;
    delivery::Backlog& backlog;
    Clock& clock;
    Metrics& metrics;
    Logger& log;
  };

  explicit DeadLetterApi(Dependencies dependencies);

  /// `routes` refer to this object, so it must outlive their server.
  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> list(const ServerRequest& request);
  task<ServerResponse> show(const ServerRequest& request);
  task<ServerResponse> act(const ServerRequest& request);
  task<ServerResponse> retry(DeadLetterId id);
  task<ServerResponse> purge(DeadLetterId id);

  Dependencies dependencies_;
  Counter& retried_;
  Counter& purged_;
};

}  // namespace yak::admin
