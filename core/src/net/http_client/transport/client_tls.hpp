// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/http_client/transport/socket_bio.hpp"
#include "net/url.hpp"
#include "yak/error.hpp"

namespace yak::net {

struct FreeSsl {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using SslContextPtr = std::unique_ptr<SSL_CTX, FreeSsl>;
using SslPtr = std::unique_ptr<SSL, FreeSsl>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, FreeSsl>;

/// TLS sessions to resume, one per host and loop. Above `kMaxHosts` an arbitrary one is evicted,
/// which only costs a full handshake. Use only on its own loop.
class TlsSessions {
 public:
  static constexpr std::size_t kMaxHosts = 256;

  void remember(const std::string& origin, SslSessionPtr session);
  [[nodiscard]] SSL_SESSION* find(const std::string& origin) const;

 private:
  std::unordered_map<std::string, SslSessionPtr> sessions_;
};

/// TLS configuration shared by a client's connections: trusted certificates and protocol versions.
/// Immutable; thread-safe.
class ClientTls {
 public:
  /// Trusts the system's store and the certificates in `ca_file` (PEM; may be empty). Fails with
  /// `invalid` if the file cannot be read.
  static result<std::shared_ptr<ClientTls>> create(const std::string& ca_file);

  [[nodiscard]] SSL_CTX* context() const { return context_.get(); }

 private:
  SslContextPtr context_;
};

/// TLS of one connection over a non-blocking socket; the caller waits on the socket. Verifies the
/// peer's certificate and its name or IP address (RFC 9110, section 4.3.4).
class TlsEngine {
 public:
  /// `sessions` and the socket must outlive the engine.
  TlsEngine(const ClientTls& tls, int socket, const Url& peer, TlsSessions& sessions);
  ~TlsEngine();
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;

  IoStep handshake();
  IoStep read(std::span<char> into);
  /// After want_write, call it again with the same bytes; they may be at another address.
  IoStep write(std::string_view data);
  /// Whether an idle connection can be reused: no data and no close has arrived.
  bool is_quiet();
  /// Bytes passed to the kernel, including the handshake.
  [[nodiscard]] std::uint64_t sent() const { return bio_.sent; }
  /// After `failed`: the error text.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  /// After the handshake: when the peer's certificate expires.
  [[nodiscard]] std::chrono::sys_seconds certificate_ends() const;

 private:
  static int on_new_session(SSL* ssl, SSL_SESSION* session);
  friend class ClientTls;

  IoStep step(int returned);
  [[nodiscard]] std::string describe_failure(int code) const;

  SocketBio bio_;
  SslPtr ssl_;
  TlsSessions& sessions_;
  std::string origin_;
  std::string name_;
  std::string failure_;
  bool broken_ = false;
};

}  // namespace yak::net
