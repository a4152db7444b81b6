// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/server_tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <string_view>

#include "net/certificate_file.hpp"

namespace yak::net {
namespace ssl = boost::asio::ssl;
namespace {

/// TLS 1.2 ciphers with forward secrecy and without CBC (RFC 9325, section 4.2).
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

/// Selects HTTP/1.1: a client that offers ALPN and gets no answer may assume HTTP/2 (RFC 7301,
/// section 3.2).
int choose_http_1_1(SSL* /*session*/, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void* /*context*/) {
  static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* match = nullptr;
  const int found = SSL_select_next_proto(&match, size, kOurs, sizeof kOurs, offered, offered_size);
  *chosen = match;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

error unusable(std::string_view what, const std::string& file,
               const boost::system::error_code& code) {
  return {ErrorKind::invalid,
          "cannot use the " + std::string(what) + " in " + file + ": " + code.message()};
}

}  // namespace

result<std::shared_ptr<ssl::context>> make_server_tls(const std::string& certificate_file,
                                                      const std::string& private_key_file) {
  auto tls = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = tls->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  if (SSL_CTX_set_cipher_list(native, kCiphers) != 1) {
    return error(ErrorKind::internal, "this OpenSSL has none of the ciphers for TLS 1.2");
  }
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_alpn_select_cb(native, choose_http_1_1, nullptr);
  boost::system::error_code code;
  // Without a callback, OpenSSL reads the passphrase of an encrypted key from the terminal.
  tls->set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; }, code);
  tls->use_certificate_chain_file(certificate_file, code);
  if (code) return unusable("certificate", certificate_file, code);
  tls->use_private_key_file(private_key_file, ssl::context::pem, code);
  if (code) return unusable("private key", private_key_file, code);
  if (SSL_CTX_check_private_key(native) != 1) {
    return error(ErrorKind::invalid, "the private key in " + private_key_file +
                                         " does not belong to the certificate in " +
                                         certificate_file);
  }
  return tls;
}

std::chrono::sys_seconds certificate_end(const ssl::context& tls) {
  // `native_handle` is not const, but does not modify the context.
  const X509* const shown =
      SSL_CTX_get0_certificate(const_cast<ssl::context&>(tls).native_handle());
  return shown == nullptr ? std::chrono::sys_seconds() : moment_of(X509_get0_notAfter(shown));
}

}  // namespace yak::net
