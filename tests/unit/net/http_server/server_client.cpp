// SPDX-License-Identifier: Apache-2.0
#include "server_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>

namespace yak::net::testing {
namespace {

constexpr int kPatienceMs = 5'000;

Descriptor connect_to(int family, const sockaddr* name, socklen_t size) {
  Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(socket.get(), name, size) != 0) return {};
  return socket;
}

}  // namespace

std::string Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

Answer take_answer(std::string& bytes, bool bodiless) {
  Answer answer;
  const std::size_t head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string::npos || !bytes.starts_with("HTTP/1.1 ")) return answer;
  std::size_t at = bytes.find("\r\n") + 2;
  while (at < head_end + 2) {
    const std::size_t end = bytes.find("\r\n", at);
    const std::size_t colon = bytes.find(": ", at);
    std::string name = bytes.substr(at, colon - at);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    answer.headers[name] = bytes.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  const std::string length = answer.header("content-length");
  const std::size_t size = bodiless || length.empty() ? 0 : std::stoul(length);
  if (bytes.size() < head_end + 4 + size) return {};
  answer.status = std::stoi(bytes.substr(9, 3));
  answer.body = bytes.substr(head_end + 4, size);
  answer.raw = bytes.substr(0, head_end + 4 + size);
  bytes.erase(0, head_end + 4 + size);
  return answer;
}

RawClient RawClient::tcp(std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return RawClient(connect_to(AF_INET, reinterpret_cast<const sockaddr*>(&name), sizeof name));
}

RawClient RawClient::local(const std::string& path) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, path.data(), path.size());
  return RawClient(connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&name), sizeof name));
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::read_more() {
  pollfd state{socket_.get(), POLLIN, 0};
  if (poll(&state, 1, kPatienceMs) <= 0) return false;
  std::array<char, 16384> bytes;
  const ssize_t size = recv(socket_.get(), bytes.data(), bytes.size(), 0);
  if (size <= 0) {
    ended_ = true;
    return false;
  }
  pending_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

Answer RawClient::answer(bool bodiless) {
  for (;;) {
    Answer answer = take_answer(pending_, bodiless);
    if (answer.status != 0 || !read_more()) return answer;
  }
}

std::string RawClient::rest() {
  while (read_more()) {
  }
  return std::exchange(pending_, {});
}

void RawClient::finish_sending() { shutdown(socket_.get(), SHUT_WR); }

void RawClient::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

}  // namespace yak::net::testing
