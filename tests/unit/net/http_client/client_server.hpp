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

  /// Counts accepted connections from 0.
  [[nodiscard]] std::size_t number() const { return number_; }
  /// Reads one request: head, and body by Content-Length. Empty when the client closed.
  std::string read_request();
  /// Reads until the head's blank line; empty when the client closed.
  std::string read_head();
  void write(std::string_view data);
  /// Returns once the client has closed.
  void wait_for_close();
  /// Closes in an orderly way, TLS included.
  void close();
  /// Closes so that the client gets a reset.
  void reset();
  /// The server side of a TLS handshake; false when it failed.
  bool start_tls(SSL_CTX* context);
  /// After a handshake: whether it resumed a session.
  [[nodiscard]] bool has_resumed() const {
    return ssl_ != nullptr && SSL_session_reused(ssl_) == 1;
  }
  /// Keeps reading into nothing what comes; passes on both ways until one side closes.
  void relay_to(std::uint16_t port);
  [[nodiscard]] int socket() const { return socket_; }

 private:
  std::size_t receive(char* into, std::size_t size);

  int socket_;
  std::size_t number_;
  SocketBio
      bio_;  // OpenSSL's own would raise SIGPIPE, which must stay deadly to catch the client's
  SSL* ssl_ = nullptr;
  std::string buffer_;
};

/// A server that plays a script, one thread a connection, on 127.0.0.1 or a Unix socket.
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

/// A port of 127.0.0.1 that nobody listens on.
std::uint16_t refused_port();

/// An answer with Content-Length.
std::string answer(std::string_view body, std::string_view more_headers = {});

}  // namespace yak::net
