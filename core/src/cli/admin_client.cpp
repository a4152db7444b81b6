// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_client.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <cerrno>
#include <future>

#include "base/clock.hpp"
#include "cli/config_source.hpp"
#include "generation/server_options.hpp"
#include "net/http_client/http_client.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/metrics/metrics_registry.hpp"

namespace yak::cli {
namespace {

/// Whether file permissions keep this user from opening the socket.
bool is_forbidden(const std::string& socket) {
  return ::faccessat(AT_FDCWD, socket.c_str(), R_OK | W_OK, AT_EACCESS) != 0 && errno == EACCES;
}

std::string permission_text(const std::string& socket) {
  return "permission denied on " + socket +
         ": run the command as root or as the daemon's user (sudo -u yak yak …), or give "
         "one of your groups access to the socket with admin.group";
}

/// A page of one person's records may have some large messages.
constexpr std::size_t kMaxAnswer = std::size_t{16} << 20U;

}  // namespace

struct AdminClient::Parts {
  Parts()
      : sink(clock, LogLevel::error, observe::LogFormat::text),
        log(sink, "client"),
        loops(1),
        http(loops, net::HttpClientOptions(), log, metrics) {
    loops.start();
  }
  ~Parts() {
    http.close();
    loops.stop();
  }

  base::SystemClock clock;
  observe::LogSink sink;
  observe::SourceLogger log;
  observe::MetricsRegistry metrics;
  net::EventLoops loops;
  net::HttpClientPool http;
};

AdminClient::AdminClient(std::string socket)
    : base_("http+unix://" + percent_encode(socket)),
      socket_(std::move(socket)),
      parts_(std::make_unique<Parts>()) {}

AdminClient::~AdminClient() = default;

result<HttpResponse> AdminClient::get(const std::string& path, const HttpDeadlines& deadlines) {
  HttpRequest request("GET", base_ + path);
  request.deadlines = deadlines;
  return send(std::move(request));
}

result<HttpResponse> AdminClient::post(const std::string& path, std::string json,
                                       const HttpDeadlines& deadlines) {
  HttpRequest request("POST", base_ + path);
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = std::move(json);
  request.deadlines = deadlines;
  return send(std::move(request));
}

result<HttpResponse> AdminClient::send(HttpRequest request) {
  request.max_response_bytes = kMaxAnswer;
  auto work = parts_->http.send(std::move(request));
  auto answer =
      boost::asio::co_spawn(parts_->loops.loop(0), std::move(work), boost::asio::use_future).get();
  if (!answer && answer.error().not_sent && is_forbidden(socket_)) {
    error refused(ErrorKind::forbidden, permission_text(socket_));
    return std::move(refused).before_sending();
  }
  if (!answer && answer.error().not_sent) {
    error unreachable(ErrorKind::unavailable,
                      "no daemon answers on " + socket_ + " (" + answer.error().message +
                          "); start it with 'yak run', or name its socket with --socket");
    return std::move(unreachable).before_sending();
  }
  return answer;
}

std::optional<std::string> admin_socket_of(const config::Config& config, bool is_good) {
  // Other problems are ignored here: this shell may lack the credentials and environment that the
  // daemon has.
  const bool is_named = config.core().admin.socket.has_value();
  if (!is_good && !is_named) return std::nullopt;
  return generation::admin_socket_path(config);
}

result<std::string> find_admin_socket(const Invocation& invocation) {
  if (!invocation.socket.empty()) return invocation.socket;
  const auto path = find_config(invocation);
  if (!path) return path.error();
  config::Problems problems;
  const auto environment = environment_of(invocation, problems);
  const auto config = config::Config::read(*path, environment, problems);
  if (auto socket = admin_socket_of(config, problems.empty())) return *std::move(socket);
  // Without --json the problems are printed above the line that says what to do.
  if (!invocation.json) print_problems(problems);
  return error(ErrorKind::invalid,
               "the configuration has problems; correct them, or name the socket with --socket" +
                   (invocation.json ? ": " + problems.text() : std::string()));
}

}  // namespace yak::cli
