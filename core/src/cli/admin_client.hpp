#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/invocation.hpp"
#include "config/config.hpp"
#include "yak/error.hpp"
#include "yak/http.hpp"

namespace yak::cli {

/// Talks to the running daemon over its admin socket, blocking the calling thread. Any thread may
/// call; calls of several threads run at once.
class AdminClient {
 public:
  explicit AdminClient(std::string socket);
  ~AdminClient();
  AdminClient(const AdminClient&) = delete;
  AdminClient& operator=(const AdminClient&) = delete;

  /// `path` begins with `/`. An answer of 4xx or 5xx is a value too.
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

/// The admin socket of a configuration; nothing when it has problems (`is_good` is false) and does
/// not name one itself.
std::optional<std::string> admin_socket_of(const config::Config& config, bool is_good);

/// The admin socket that the command line or the configuration names. A failure says what to do.
result<std::string> find_admin_socket(const Invocation& invocation);

}  // namespace yak::cli
