// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/invocation.hpp"
#include "config/config.hpp"
#include "yak/error.hpp"
#include "yak/http.hpp"

namespace yak::cli {

/// An HTTP client for the daemon's admin socket. Calls block the calling thread. Thread-safe; calls
/// of several threads run concurrently.
class AdminClient {
 public:
  explicit AdminClient(std::string socket);
  ~AdminClient();
  AdminClient(const AdminClient&) = delete;
  AdminClient& operator=(const AdminClient&) = delete;

  /// `path` begins with `/`. A 4xx or 5xx response is returned as a value, not as an error.
  result<HttpResponse> get(const std::string& path, const HttpDeadlines& deadlines = {});
  result<HttpResponse> post(const std::string& path, std::string json,
                            const HttpDeadlines& deadlines = {});

 private:
  struct Parts;

  result<HttpResponse> send(HttpRequest request);

  std::string base_;
  std::string socket_;
  std::unique_ptr<Parts> parts_;
};

/// The admin socket of a configuration; nullopt if the configuration has problems (`is_good` is
/// false) and does not set admin.socket.
std::optional<std::string> admin_socket_of(const config::Config& config, bool is_good);

/// The admin socket given by the command line or the configuration. The error tells the operator
/// what to do.
result<std::string> find_admin_socket(const Invocation& invocation);

}  // namespace yak::cli
