// SPDX-License-Identifier: Apache-2.0
// A model server with minimal cost: answers every chat completion with the same text after a fixed
// delay, as a stream if requested. One thread, epoll.
//
//   upstream PORT DELAY_MS        (port 0: any; prints the port)

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <unordered_map>

namespace {

using Clock = std::chrono::steady_clock;

std::string framed(const char* type, const std::string& body) {
  return std::string("HTTP/1.1 200 OK\r\nContent-Type: ") + type +
         "\r\nx-request-id: bench\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

const std::string kStreamed = framed(
    "text/event-stream",
    R"(data: {"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

data: {"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,"delta":{"content":"The capital of France "},"finish_reason":null}]}

data: {"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,"delta":{"content":"is Paris."},"finish_reason":null}]}

data: {"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

data: {"id":"c","object":"chat.completion.chunk","model":"bench","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27}}

data: [DONE]

)");
const std::string kWhole = framed(
    "application/json",
    R"({"id":"c","object":"chat.completion","model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"The capital of France is Paris.","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27}})");

struct Due {
  Clock::time_point at;
  int socket;
  std::uint64_t generation;
  bool streamed;
};

struct Peer {
  std::string input;
  std::uint64_t generation = 0;
};

class Upstream {
 public:
  Upstream(int port, std::chrono::milliseconds delay) : delay_(delay) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int yes = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 8192) != 0) {
      std::perror("upstream");
      std::exit(1);
    }
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    poller_ = epoll_create1(0);
    watch(listener_);
  }

  [[noreturn]] void run() {
    epoll_event events[512];
    while (true) {
      const int count = epoll_wait(poller_, events, 512, timeout());
      for (int i = 0; i < count; ++i) {
        if (events[i].data.fd == listener_) {
          accept_all();
        } else {
          read_from(events[i].data.fd);
        }
      }
      answer_due();
    }
  }

 private:
  void watch(int socket) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    epoll_ctl(poller_, EPOLL_CTL_ADD, socket, &event);
  }

  [[nodiscard]] int timeout() const {
    if (due_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due_.front().at - Clock::now());
    return left.count() < 0 ? 0 : static_cast<int>(left.count());
  }

  void accept_all() {
    while (true) {
      const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
      if (socket < 0) return;
      const int yes = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      peers_[socket].generation = ++generations_;
      watch(socket);
    }
  }

  void read_from(int socket) {
    Peer& peer = peers_[socket];
    char buffer[16384];
    const ssize_t size = read(socket, buffer, sizeof buffer);
    if (size <= 0) {
      if (size < 0 && errno == EAGAIN) return;
      peers_.erase(socket);
      close(socket);
      return;
    }
    peer.input.append(buffer, static_cast<std::size_t>(size));
    while (take_request(socket, peer)) {
    }
  }

  bool take_request(int socket, Peer& peer) {
    const std::size_t head = peer.input.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const char* length = strcasestr(peer.input.c_str(), "content-length:");
    const std::size_t body = length == nullptr ? 0 : std::strtoul(length + 15, nullptr, 10);
    if (peer.input.size() < head + 4 + body) return false;
    const bool streamed = peer.input.find("\"stream\":true", head) != std::string::npos;
    peer.input.erase(0, head + 4 + body);
    if (delay_.count() == 0) {
      send_answer(socket, streamed);
    } else {
      due_.push_back({Clock::now() + delay_, socket, peer.generation, streamed});
    }
    return true;
  }

  static void send_answer(int socket, bool streamed) {
    const std::string& answer = streamed ? kStreamed : kWhole;
    [[maybe_unused]] const ssize_t sent = write(socket, answer.data(), answer.size());
  }

  void answer_due() {
    const auto now = Clock::now();
    while (!due_.empty() && due_.front().at <= now) {
      const Due due = due_.front();
      due_.pop_front();
      const auto found = peers_.find(due.socket);
      if (found != peers_.end() && found->second.generation == due.generation) {
        send_answer(due.socket, due.streamed);
      }
    }
  }

  std::chrono::milliseconds delay_;
  int listener_ = -1;
  int poller_ = -1;
  std::uint64_t generations_ = 0;
  std::unordered_map<int, Peer> peers_;
  std::deque<Due> due_;
};

}  // namespace

int main(int argc, char** argv) {
  const int port = argc > 1 ? std::atoi(argv[1]) : 0;
  const int delay = argc > 2 ? std::atoi(argv[2]) : 0;
  Upstream(port, std::chrono::milliseconds(delay)).run();
}
