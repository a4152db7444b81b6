// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/http_client/transport/socket_bio.hpp"

namespace yak::net {

/// One accepted connection of a ScriptedServer, with blocking calls.
class Peer {
 public:
  Peer(int socket, std::size_t number, SSL_CTX* tls);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// The connection's number, counted from 0 in the order of acceptance.
  [[nodiscard]] std::size_t number() const { return number_; }
  /// Reads one request: head, and body by Content-Length. Empty if the client closed.
  std::string read_request();
  /// Reads up to the blank line that ends the head; empty if the client closed.
  std::string read_head();
  void write(std::string_view data);
  /// Returns once the client has closed.
  void wait_for_close();
  /// Closes gracefully, with a TLS close_notify if TLS is on.
  void close();
  /// Closes the connection with a reset.
  void reset();
  /// Performs the server side of a TLS handshake; false if it failed.
  bool start_tls(SSL_CTX* context);
  /// True if the handshake resumed a session.
  [[nodiscard]] bool has_resumed() const {
    return ssl_ != nullptr && SSL_session_reused(ssl_) == 1;
  }
  /// Relays bytes between the client and a port of this machine until either side closes.
  void relay_to(std::uint16_t port);
  [[nodiscard]] int socket() const { return socket_; }

 private:
  std::size_t receive(char* into, std::size_t size);

  int socket_;
  std::size_t number_;
  /// OpenSSL's own BIO would raise SIGPIPE, which must stay fatal to expose the client's.
  SocketBio bio_;
  SSL* ssl_ = nullptr;
  std::string buffer_;
};

/// A server that runs a script on each connection, one thread each, on 127.0.0.1 or a Unix socket.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  explicit ScriptedServer(Script script, SSL_CTX* tls = nullptr);
  ScriptedServer(const std::string& socket_path, Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url(std::string_view target = "/") const;
  [[nodiscard]] std::size_t accepted() const { return accepted_; }

 private:
  void accept_all();

  std::uint16_t port_ = 0;
  int listener_ = -1;
  Script script_;
  SSL_CTX* tls_;
  std::atomic<std::size_t> accepted_ = 0;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A port of 127.0.0.1 on which no server listens.
std::uint16_t refused_port();

/// A response with Content-Length.
std::string answer(std::string_view body, std::string_view more_headers = {});

}  // namespace yak::net
