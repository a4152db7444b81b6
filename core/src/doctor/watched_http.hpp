// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "yak/clock.hpp"
#include "yak/http.hpp"

namespace yak::doctor {

/// What was observed about a server.
struct SeenServer {
  /// How far this machine's clock is ahead of the server's `Date`; negative: behind.
  std::optional<std::chrono::seconds> ahead;
  std::optional<std::chrono::sys_seconds> certificate_ends;
};

/// Forwards requests and records, by host and port, the clock difference that the responses show.
/// Thread-safe. Records at most `kMaxServers` servers; more are ignored.
class WatchedHttp final : public HttpClient {
 public:
  static constexpr std::size_t kMaxServers = 64;

  WatchedHttp(HttpClient& http, Clock& clock) : http_(http), clock_(clock) {}

  task<result<HttpResponse>> send(HttpRequest request) override;
  task<result<HttpResponse>> stream(HttpRequest request, BodySink& sink) override;

  void note_certificate(const std::string& authority, std::chrono::sys_seconds ends);
  [[nodiscard]] std::map<std::string, SeenServer> servers() const;

 private:
  SeenServer* find(const std::string& authority);
  void note_date(const std::string& authority, WallTime asked, const HttpResponse& response);

  HttpClient& http_;
  Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, SeenServer> servers_;
};

}  // namespace yak::doctor
