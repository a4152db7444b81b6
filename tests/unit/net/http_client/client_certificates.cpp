// SPDX-License-Identifier: Apache-2.0
#include "client_certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>

namespace yak::net {
namespace {

void add_extension(X509* certificate, X509* issuer, int name, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, name, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

CertificatePtr make_certificate(EVP_PKEY* key, const std::string& common_name, long expires) {
  static std::atomic<long> serial = 1;
  CertificatePtr certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -7200);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), expires);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  return certificate;
}

ServerContext make_context(EVP_PKEY* key, X509* certificate) {
  ServerContext context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_use_certificate(context.get(), certificate);
  SSL_CTX_use_PrivateKey(context.get(), key);
  const unsigned char id[] = "yak";
  SSL_CTX_set_session_id_context(context.get(), id, sizeof id - 1);
  return context;
}

}  // namespace

TestAuthority::TestAuthority() : key_(EVP_EC_gen("P-256")) {
  certificate_ = make_certificate(key_.get(), "Yak test authority", 3600);
  X509* const certificate = certificate_.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign");
  X509_sign(certificate, key_.get(), EVP_sha256());

  static std::atomic<int> counter = 0;
  file_ = std::filesystem::temp_directory_path() / ("yak_authority_" + std::to_string(::getpid()) +
                                                    "_" + std::to_string(counter++) + ".pem");
  std::FILE* const out = std::fopen(file_.c_str(), "w");
  PEM_write_X509(out, certificate);
  std::fclose(out);
}

TestAuthority::~TestAuthority() { std::filesystem::remove(file_); }

ServerContext TestAuthority::issue(const std::string& names, long expires,
                                   const std::string& common_name) const {
  const KeyPtr key(EVP_EC_gen("P-256"));
  const CertificatePtr certificate = make_certificate(key.get(), common_name, expires);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  if (!names.empty()) {
    add_extension(certificate.get(), certificate_.get(), NID_subject_alt_name, names);
  }
  X509_sign(certificate.get(), key_.get(), EVP_sha256());
  return make_context(key.get(), certificate.get());
}

ServerContext TestAuthority::self_signed(const std::string& names) {
  const KeyPtr key(EVP_EC_gen("P-256"));
  const CertificatePtr certificate = make_certificate(key.get(), "server", 3600);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  add_extension(certificate.get(), certificate.get(), NID_subject_alt_name, names);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  return make_context(key.get(), certificate.get());
}

}  // namespace yak::net
