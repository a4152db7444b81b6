// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <string>

namespace yak::net {

struct FreeCertificate {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeCertificate>;
using CertificatePtr = std::unique_ptr<X509, FreeCertificate>;
using ServerContext = std::unique_ptr<SSL_CTX, FreeCertificate>;

/// A certificate authority for one test, with its certificate in a file.
class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  /// A server context with a certificate for `names` (`DNS:…,IP:…`; empty: none) that is valid for
  /// `expires` seconds.
  [[nodiscard]] ServerContext issue(const std::string& names, long expires = 3600,
                                    const std::string& common_name = "server") const;
  /// The same with a self-signed certificate.
  [[nodiscard]] static ServerContext self_signed(const std::string& names);
  [[nodiscard]] std::string file() const { return file_.string(); }

 private:
  KeyPtr key_;
  CertificatePtr certificate_;
  std::filesystem::path file_;
};

}  // namespace yak::net
