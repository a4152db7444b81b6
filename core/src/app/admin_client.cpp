#include "app/admin_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "app/config_source.hpp"
#include "net/http_client.hpp"
#include "runtime/runtime.hpp"
#include "services/clock.hpp"
#include "services/log_sink.hpp"
#include "services/metrics_registry.hpp"

namespace yak::app {

struct AdminClient::Parts {
  Parts()
      : sink(clock, LogLevel::error, services::LogFormat::text),
        log(sink, "client"),
        loops(1),
        http(loops, net::HttpClientOptions(), log, metrics) {
    loops.start();
  }
  ~Parts() {
    http.close();
    loops.stop();
  }

  services::SystemClock clock;
  services::LogSink sink;
  services::SourceLogger log;
  services::MetricsRegistry metrics;
  net::EventLoops loops;
  net::HttpClientPool http;
};

AdminClient::AdminClient(std::string socket)
    : base_("http+unix://" + percent_encode(socket)),
      socket_(std::move(socket)),
      parts_(std::make_unique<Parts>()) {}

AdminClient::~AdminClient() = default;

result<HttpResponse> AdminClient::get(const std::string& path) {
  return send(HttpRequest("GET", base_ + path));
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
  auto work = parts_->http.send(std::move(request));
  auto answer =
      boost::asio::co_spawn(parts_->loops.loop(0), std::move(work), boost::asio::use_future).get();
  if (!answer && answer.error().not_sent) {
    error nobody(ErrorKind::unavailable,
                 "no daemon answers on " + socket_ + " (" + answer.error().message +
                     "); start it with 'yak run', or name its socket with --socket");
    return std::move(nobody).before_sending();
  }
  return answer;
}

std::optional<std::string> admin_socket_of(const config::Config& config, bool is_good) {
  // Whatever else is wrong is the daemon's to judge: it may have what this shell lacks, credentials
  // and an environment of its own.
  const Settings& core = config.core();
  const bool is_named = core.has("admin") && core.object("admin").has("socket");
  if (!is_good && !is_named) return std::nullopt;
  return runtime::admin_socket_path(config);
}

result<std::string> find_admin_socket(const Invocation& invocation) {
  if (!invocation.socket.empty()) return invocation.socket;
  const auto path = find_config(invocation);
  if (!path) return error(ErrorKind::invalid, "no configuration names the admin socket");
  config::Problems problems;
  const auto environment = environment_of(invocation, problems);
  const auto config = config::Config::read(*path, environment, problems);
  if (auto socket = admin_socket_of(config, problems.empty())) return *std::move(socket);
  print_problems(problems);
  return error(ErrorKind::invalid,
               "the configuration has problems; mend them, or name the socket with --socket");
}

}  // namespace yak::app
