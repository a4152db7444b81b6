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

/// Sessions to resume, one a host and loop. At `kMaxHosts` any one is forgotten: it only costs a
/// full handshake. Use it on its own loop only.
class TlsSessions {
 public:
  static constexpr std::size_t kMaxHosts = 256;

  void remember(const std::string& origin, SslSessionPtr session);
  [[nodiscard]] SSL_SESSION* find(const std::string& origin) const;

 private:
  std::unordered_map<std::string, SslSessionPtr> sessions_;
};

/// What TLS connections of a client share: trust and versions. Immutable; thread-safe.
class ClientTls {
 public:
  /// `ca_file` (PEM; may be empty) is trusted beside the system's store. `invalid` if unreadable.
  static result<std::shared_ptr<ClientTls>> create(const std::string& ca_file);

  [[nodiscard]] SSL_CTX* context() const { return context_.get(); }

 private:
  SslContextPtr context_;
};

/// TLS of one connection over a non-blocking socket that somebody else waits on. Verifies the
/// peer's certificate and name, or address (RFC 9110, section 4.3.4).
class TlsEngine {
 public:
  /// `sessions` and the socket must outlive the engine.
  TlsEngine(const ClientTls& tls, int socket, const Url& peer, TlsSessions& sessions);
  ~TlsEngine();
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;

  IoStep handshake();
  IoStep read(std::span<char> into);
  /// After want_write the same bytes must come again (they may have moved).
  IoStep write(std::string_view data);
  /// Whether an unused connection can still be used: no bytes, no end.
  bool is_quiet();
  /// Bytes handed to the kernel, handshake included.
  [[nodiscard]] std::uint64_t sent() const { return bio_.sent; }
  /// After `failed`: one sentence.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  /// After the handshake: when the peer's certificate ends.
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
