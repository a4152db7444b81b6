// SPDX-License-Identifier: Apache-2.0
#include "client_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <poll.h>
#include <array>
#include <cstring>

namespace yak::net {
namespace {

int listen_on_loopback(std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t size = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return listener;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  return socket;
}

/// Copies the available bytes; false at the end of the stream or on an error.
bool pass(int from, int to) {
  std::array<char, 4096> buffer;
  const auto got = ::recv(from, buffer.data(), buffer.size(), 0);
  return got > 0 && ::send(to, buffer.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
}

std::size_t length_in(const std::string& head) {
  const auto found = head.find("Content-Length: ");
  return found == std::string::npos ? 0 : std::stoul(head.substr(found + 16));
}

}  // namespace

Peer::Peer(int socket, std::size_t number, SSL_CTX* tls) : socket_(socket), number_(number) {
  if (tls != nullptr) start_tls(tls);
}

Peer::~Peer() {
  SSL_free(ssl_);
  ::close(socket_);
}

bool Peer::start_tls(SSL_CTX* context) {
  ssl_ = SSL_new(context);
  bio_.socket = socket_;
  BIO* const bio = new_socket_bio(bio_);
  SSL_set_bio(ssl_, bio, bio);
  if (SSL_accept(ssl_) == 1) return true;
  ::shutdown(socket_, SHUT_RDWR);
  return false;
}

std::size_t Peer::receive(char* into, std::size_t size) {
  const auto got = ssl_ != nullptr ? SSL_read(ssl_, into, static_cast<int>(size))
                                   : static_cast<int>(::recv(socket_, into, size, 0));
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

std::string Peer::read_head() {
  std::array<char, 4096> chunk;
  std::size_t end = buffer_.find("\r\n\r\n");
  while (end == std::string::npos) {
    const std::size_t got = receive(chunk.data(), chunk.size());
    if (got == 0) return {};
    buffer_.append(chunk.data(), got);
    end = buffer_.find("\r\n\r\n");
  }
  std::string head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  return head;
}

std::string Peer::read_request() {
  std::string head = read_head();
  if (head.empty()) return {};
  const std::size_t length = length_in(head);
  std::array<char, 4096> chunk;
  while (buffer_.size() < length) {
    const std::size_t got = receive(chunk.data(), chunk.size());
    if (got == 0) return {};
    buffer_.append(chunk.data(), got);
  }
  head += buffer_.substr(0, length);
  buffer_.erase(0, length);
  return head;
}

void Peer::write(std::string_view data) {
  while (!data.empty()) {
    const auto sent =
        ssl_ != nullptr ? SSL_write(ssl_, data.data(), static_cast<int>(data.size()))
                        : static_cast<int>(::send(socket_, data.data(), data.size(), MSG_NOSIGNAL));
    if (sent <= 0) return;
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Peer::wait_for_close() {
  std::array<char, 4096> chunk;
  while (receive(chunk.data(), chunk.size()) > 0) {
  }
}

void Peer::close() {
  if (ssl_ != nullptr) SSL_shutdown(ssl_);
  ::shutdown(socket_, SHUT_RDWR);
}

void Peer::reset() {
  // On Linux, connecting to AF_UNSPEC sends a reset (tcp_disconnect) and keeps the descriptor.
  sockaddr nowhere{};
  nowhere.sa_family = AF_UNSPEC;
  ::connect(socket_, &nowhere, sizeof nowhere);
}

void Peer::relay_to(std::uint16_t port) {
  const int other = connect_to(port);
  std::array<pollfd, 2> both{{{socket_, POLLIN, 0}, {other, POLLIN, 0}}};
  bool open = true;
  while (open && ::poll(both.data(), both.size(), -1) > 0) {
    if (both[0].revents != 0) open = pass(socket_, other);
    if (open && both[1].revents != 0) open = pass(other, socket_);
  }
  ::close(other);
  close();
}

ScriptedServer::ScriptedServer(Script script, SSL_CTX* tls)
    : listener_(listen_on_loopback(port_)), script_(std::move(script)), tls_(tls) {
  ::listen(listener_, 1024);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::ScriptedServer(const std::string& socket_path, Script script)
    : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      script_(std::move(script)),
      tls_(nullptr) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_path.c_str(), sizeof address.sun_path - 1);
  ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::listen(listener_, 16);
  acceptor_ = std::thread([this] { accept_all(); });
}

void ScriptedServer::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::scoped_lock lock(mutex_);
    threads_.emplace_back([this, socket, number = accepted_++] {
      auto peer = std::make_unique<Peer>(socket, number, nullptr);
      Peer& known = *peer;
      {
        const std::scoped_lock inner(mutex_);
        peers_.push_back(std::move(peer));
      }
      if (tls_ != nullptr && !known.start_tls(tls_)) return;
      script_(known);
      known.close();
    });
  }
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& peer : peers_) ::shutdown(peer->socket(), SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

std::string ScriptedServer::url(std::string_view target) const {
  return (tls_ != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
         std::string(target);
}

std::uint16_t refused_port() {
  std::uint16_t port = 0;
  const int listener = listen_on_loopback(port);
  ::close(listener);
  return port;
}

std::string answer(std::string_view body, std::string_view more_headers) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more_headers) + "\r\n" + std::string(body);
}

}  // namespace yak::net
