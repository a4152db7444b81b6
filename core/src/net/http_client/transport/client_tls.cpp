// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/client_tls.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <climits>
#include <new>
#include <system_error>

#include "net/certificate_file.hpp"

namespace yak::net {
namespace {

constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int engine_index() {
  static const int kIndex = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return kIndex;
}

std::string last_openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason given" : reason;
}

int clamp_size(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

void TlsSessions::remember(const std::string& origin, SslSessionPtr session) {
  if (sessions_.size() >= kMaxHosts && !sessions_.contains(origin)) {
    sessions_.erase(sessions_.begin());
  }
  sessions_[origin] = std::move(session);
}

SSL_SESSION* TlsSessions::find(const std::string& origin) const {
  const auto found = sessions_.find(origin);
  if (found == sessions_.end() || SSL_SESSION_is_resumable(found->second.get()) == 0)
    return nullptr;
  return found->second.get();
}

result<std::shared_ptr<ClientTls>> ClientTls::create(const std::string& ca_file) {
  auto tls = std::make_shared<ClientTls>();
  tls->context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* const context = tls->context_.get();
  if (context == nullptr) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_CTX_sess_set_new_cb(context, &TlsEngine::on_new_session);
  SSL_CTX_set_alpn_protos(context, kHttp11.data(), kHttp11.size());
  // A missing system store is not an error here: ca_file may suffice, and otherwise verification of
  // the first certificate fails.
  SSL_CTX_set_default_verify_paths(context);
  ERR_clear_error();
  if (!ca_file.empty() && SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) {
    error failure(ErrorKind::invalid,
                  "cannot load certificates from " + ca_file + ": " + last_openssl_reason());
    ERR_clear_error();
    return failure;
  }
  return tls;
}

TlsEngine::TlsEngine(const ClientTls& tls, int socket, const Url& peer, TlsSessions& sessions)
    : ssl_(SSL_new(tls.context())),
      sessions_(sessions),
      origin_(peer.origin()),
      name_(peer.authority()) {
  bio_.socket = socket;
  BIO* const bio = ssl_ ? new_socket_bio(bio_) : nullptr;
  if (bio == nullptr) throw std::bad_alloc();
  SSL* const ssl = ssl_.get();
  SSL_set_bio(ssl, bio, bio);
  SSL_set_ex_data(ssl, engine_index(), this);
  X509_VERIFY_PARAM* const checks = SSL_get0_param(ssl);
  bool named = false;
  if (peer.is_address) {
    named = X509_VERIFY_PARAM_set1_ip_asc(checks, peer.host.c_str()) == 1;
  } else {
    // RFC 9110, section 4.3.4: the common name must not be used. Certificates of public authorities
    // always have the host name in subjectAltName.
    SSL_set_hostflags(ssl,
                      X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    named = SSL_set1_host(ssl, peer.host.c_str()) == 1 &&
            SSL_set_tlsext_host_name(ssl, peer.host.c_str()) == 1;
  }
  // Without an expected name, OpenSSL would accept any trusted certificate.
  if (!named) throw std::bad_alloc();
  if (SSL_SESSION* const session = sessions.find(origin_)) SSL_set_session(ssl, session);
  SSL_set_connect_state(ssl);
}

TlsEngine::~TlsEngine() {
  // OpenSSL marks the session of a connection that was not shut down as not resumable. Setting the
  // shutdown flags keeps the session of a broken connection resumable.
  ERR_clear_error();
  if (broken_ || SSL_is_init_finished(ssl_.get()) == 0) {
    SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  } else {
    SSL_shutdown(ssl_.get());
  }
  ERR_clear_error();
}

int TlsEngine::on_new_session(SSL* ssl, SSL_SESSION* session) {
  auto* const engine = static_cast<TlsEngine*>(SSL_get_ex_data(ssl, engine_index()));
  if (engine == nullptr) return 0;
  engine->sessions_.remember(engine->origin_, SslSessionPtr(session));
  return 1;
}

IoStep TlsEngine::handshake() {
  ERR_clear_error();
  return step(SSL_do_handshake(ssl_.get()));
}

IoStep TlsEngine::read(std::span<char> into) {
  ERR_clear_error();
  return step(SSL_read(ssl_.get(), into.data(), clamp_size(into.size())));
}

IoStep TlsEngine::write(std::string_view data) {
  ERR_clear_error();
  return step(SSL_write(ssl_.get(), data.data(), clamp_size(data.size())));
}

bool TlsEngine::is_quiet() {
  ERR_clear_error();
  char byte = 0;
  // SSL_peek processes session tickets and alerts; a check of the socket alone could not tell them
  // from data.
  return step(SSL_peek(ssl_.get(), &byte, 1)).status == IoStatus::want_read;
}

std::chrono::sys_seconds TlsEngine::certificate_ends() const {
  const X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
  return certificate == nullptr ? std::chrono::sys_seconds{}
                                : moment_of(X509_get0_notAfter(certificate));
}

IoStep TlsEngine::step(int returned) {
  if (returned > 0) return {IoStatus::done, static_cast<std::size_t>(returned)};
  const int code = SSL_get_error(ssl_.get(), returned);
  if (code == SSL_ERROR_WANT_READ) return {IoStatus::want_read};
  if (code == SSL_ERROR_WANT_WRITE) return {IoStatus::want_write};
  if (code == SSL_ERROR_ZERO_RETURN) return {IoStatus::closed};
  broken_ = true;
  failure_ = describe_failure(code);
  ERR_clear_error();
  return {IoStatus::failed};
}

std::string TlsEngine::describe_failure(int code) const {
  const long verified = SSL_get_verify_result(ssl_.get());
  if (verified != X509_V_OK) {
    return "certificate of " + name_ +
           " is not trusted: " + X509_verify_cert_error_string(verified);
  }
  const bool established = SSL_is_init_finished(ssl_.get()) != 0;
  const std::string what = established ? "TLS with " + name_ : "TLS handshake with " + name_;
  if (bio_.at_end) return what + " failed: connection closed";
  if (code == SSL_ERROR_SYSCALL && bio_.last_errno != 0) {
    return what + " failed: " + std::system_category().message(bio_.last_errno);
  }
  return what + " failed: " + last_openssl_reason();
}

}  // namespace yak::net
