// SPDX-License-Identifier: Apache-2.0
// Posts signed WhatsApp webhooks to a Yak on loopback and measures its answers.
//
//   generator closed PORT PID CONNECTIONS MESSAGES      each connection sends the next message when
//                                                       the previous one is answered
//   generator open PORT PID RATE SECONDS UPSTREAM_MS    RATE messages a second, whether or not the
//                                                       earlier ones are answered
//
// PID is the daemon's: its CPU time and memory are read from /proc. Every message has a new id and
// comes from one of many users, so that there are no duplicates and no queues in conversations.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kUrl = "https://bot.example.com/webhook";
constexpr const char* kToken = "bench-auth-token-0123456789";

std::string encode(const std::string& text) {
  std::string encoded;
  char buffer[4];
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_') {
      encoded += c;
    } else {
      std::snprintf(buffer, sizeof buffer, "%%%02X", static_cast<unsigned char>(c));
      encoded += buffer;
    }
  }
  return encoded;
}

/// Twilio's signature: base64(HMAC-SHA1(token, URL + sorted names and values)).
std::string sign(const std::map<std::string, std::string>& form) {
  std::string data = kUrl;
  for (const auto& [name, value] : form) data += name + value;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha1(), kToken, static_cast<int>(std::strlen(kToken)),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest, &size);
  unsigned char text[64];
  EVP_EncodeBlock(text, digest, static_cast<int>(size));
  return reinterpret_cast<const char*>(text);
}

std::string make_request(std::size_t number, std::size_t users) {
  char sid[40];
  std::snprintf(sid, sizeof sid, "SM%08lx%024zx", static_cast<long>(getpid()), number);
  const std::string phone = "+1555" + std::to_string(1'000'000 + number % users);
  const std::map<std::string, std::string> form{
      {"AccountSid", "AC0123456789abcdef0123456789abcdef"},
      {"ApiVersion", "2010-04-01"},
      {"Body", "What is the capital of France, please?"},
      {"From", "whatsapp:" + phone},
      {"MessageSid", sid},
      {"MessageType", "text"},
      {"NumMedia", "0"},
      {"NumSegments", "1"},
      {"ProfileName", "Ann"},
      {"ReferralNumMedia", "0"},
      {"SmsMessageSid", sid},
      {"SmsSid", sid},
      {"SmsStatus", "received"},
      {"To", "whatsapp:+14155550100"},
      {"WaId", phone.substr(1)}};
  std::string body;
  for (const auto& [name, value] : form) {
    body += (body.empty() ? "" : "&") + name + "=" + encode(value);
  }
  return "POST /webhook HTTP/1.1\r\nHost: bot.example.com\r\nUser-Agent: TwilioProxy/1.1\r\n"
         "X-Twilio-Signature: " +
         sign(form) + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

double cpu_seconds(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t after_name = line.rfind(')') + 2;
  unsigned long user = 0;
  unsigned long system = 0;
  std::sscanf(line.c_str() + after_name, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
              &user, &system);
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

long rss_kib(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

int connect_to(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror("generator: connect");
    std::exit(1);
  }
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

struct Connection {
  int fd = -1;
  bool busy = false;
  Clock::time_point began;
  std::string input;
};

struct Outcome {
  std::vector<double> milliseconds;
  std::size_t inline_answers = 0;
  std::size_t failures = 0;
};

class Generator {
 public:
  Generator(int port, int pid) : port_(port), pid_(pid), poller_(epoll_create1(0)) {}

  void closed(std::size_t connections, std::size_t messages) {
    prepare(messages);
    for (std::size_t i = 0; i < connections; ++i) open_connection();
    warm_up_cpu_ = cpu_seconds(pid_);
    const auto began = Clock::now();
    for (auto& connection : connections_) send_next(connection);
    while (outcome_.milliseconds.size() + outcome_.failures < messages && open_ > 0) {
      poll(1000, true);
    }
    if (open_ == 0) std::printf("the server closed every connection\n");
    report(began);
  }

  void open(double rate, double seconds, double upstream_ms) {
    prepare(static_cast<std::size_t>(rate * seconds));
    const long idle_rss = rss_kib(pid_);
    warm_up_cpu_ = cpu_seconds(pid_);
    const auto began = Clock::now();
    const auto interval = std::chrono::duration<double>(1 / rate);
    long peak_rss = 0;
    std::size_t peak_in_flight = 0;
    while (outcome_.milliseconds.size() + outcome_.failures < requests_.size()) {
      while (sent_ < requests_.size() &&
             Clock::now() - began >= interval * static_cast<double>(sent_)) {
        send_next(free_connection());
      }
      poll(1, false);
      const std::size_t in_flight = sent_ - outcome_.milliseconds.size();
      if (in_flight > peak_in_flight + 50) {
        peak_in_flight = in_flight;
        peak_rss = std::max(peak_rss, rss_kib(pid_));
      }
    }
    std::printf("in flight at most %zu, RSS then %.1f MiB, before %.1f MiB: %.1f KiB a turn\n",
                peak_in_flight, static_cast<double>(peak_rss) / 1024,
                static_cast<double>(idle_rss) / 1024,
                static_cast<double>(peak_rss - idle_rss) / static_cast<double>(peak_in_flight));
    for (double& value : outcome_.milliseconds) value -= upstream_ms;
    report(began);
  }

 private:
  void prepare(std::size_t messages) {
    constexpr std::size_t kUsers = 20'000;
    for (std::size_t i = 0; i < messages; ++i) requests_.push_back(make_request(i, kUsers));
    outcome_.milliseconds.reserve(messages);
  }

  Connection& open_connection() {
    auto& connection = connections_.emplace_back();
    connection.fd = connect_to(port_);
    ++open_;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = connections_.size() - 1;
    epoll_ctl(poller_, EPOLL_CTL_ADD, connection.fd, &event);
    return connection;
  }

  Connection& free_connection() {
    while (!free_.empty()) {
      const std::size_t index = free_.back();
      free_.pop_back();
      if (!connections_[index].busy && connections_[index].fd >= 0) return connections_[index];
    }
    return open_connection();
  }

  void send_next(Connection& connection) {
    if (sent_ == requests_.size()) return;
    const std::string& request = requests_[sent_++];
    connection.busy = true;
    connection.began = Clock::now();
    if (write(connection.fd, request.data(), request.size()) !=
        static_cast<ssize_t>(request.size())) {
      ++outcome_.failures;
      connection.busy = false;
    }
  }

  void poll(int timeout_ms, bool send_more) {
    epoll_event events[512];
    const int count = epoll_wait(poller_, events, 512, timeout_ms);
    for (int i = 0; i < count; ++i) read_from(events[i].data.u64, send_more);
  }

  void read_from(std::size_t index, bool send_more) {
    Connection& connection = connections_[index];
    char buffer[8192];
    const ssize_t size = read(connection.fd, buffer, sizeof buffer);
    if (size <= 0) {
      if (connection.busy) ++outcome_.failures;
      connection.busy = false;
      close(connection.fd);
      connection.fd = -1;
      --open_;
      return;
    }
    connection.input.append(buffer, static_cast<std::size_t>(size));
    const std::size_t head = connection.input.find("\r\n\r\n");
    if (head == std::string::npos) return;
    const char* length = strcasestr(connection.input.c_str(), "content-length:");
    const std::size_t body = length == nullptr ? 0 : std::strtoul(length + 15, nullptr, 10);
    if (connection.input.size() < head + 4 + body) return;
    finish(connection);
    free_.push_back(index);
    if (send_more) send_next(connection);
  }

  void finish(Connection& connection) {
    const std::chrono::duration<double, std::milli> took = Clock::now() - connection.began;
    if (connection.input.starts_with("HTTP/1.1 200")) {
      outcome_.milliseconds.push_back(took.count());
      if (connection.input.find("<Message") != std::string::npos) ++outcome_.inline_answers;
    } else {
      if (outcome_.failures == 0) std::printf("first failure: %.60s\n", connection.input.c_str());
      ++outcome_.failures;
    }
    connection.input.clear();
    connection.busy = false;
  }

  void report(Clock::time_point began) {
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    const double cpu = cpu_seconds(pid_) - warm_up_cpu_;
    auto& all = outcome_.milliseconds;
    std::sort(all.begin(), all.end());
    if (all.empty()) {
      std::printf("nothing was answered\n");
      return;
    }
    const auto count = static_cast<double>(all.size());
    const auto at = [&all, count](double part) {
      return all[static_cast<std::size_t>(part * (count - 1))];
    };
    std::printf("%zu messages in %.2f s: %.0f/s, %.1f CPU us a message, p50 %.2f ms, p99 %.2f ms\n",
                all.size(), seconds, count / seconds, cpu * 1e6 / count, at(0.5), at(0.99));
    std::printf("%zu answered inline, %zu failed, RSS %.1f MiB\n", outcome_.inline_answers,
                outcome_.failures, static_cast<double>(rss_kib(pid_)) / 1024);
  }

  int port_;
  int pid_;
  int poller_;
  std::vector<std::string> requests_;
  std::vector<Connection> connections_;
  std::vector<std::size_t> free_;
  std::size_t sent_ = 0;
  std::size_t open_ = 0;
  Outcome outcome_;
  double warm_up_cpu_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "closed" && argc == 6) {
    Generator(std::atoi(argv[2]), std::atoi(argv[3]))
        .closed(std::strtoul(argv[4], nullptr, 10), std::strtoul(argv[5], nullptr, 10));
    return 0;
  }
  if (mode == "open" && argc == 7) {
    Generator(std::atoi(argv[2]), std::atoi(argv[3]))
        .open(std::atof(argv[4]), std::atof(argv[5]), std::atof(argv[6]));
    return 0;
  }
  std::fprintf(stderr,
               "usage: generator closed PORT PID CONNECTIONS MESSAGES\n"
               "       generator open PORT PID RATE SECONDS UPSTREAM_MS\n");
  return 64;
}
