// SPDX-License-Identifier: Apache-2.0
#include "net/certificate_file.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace yak::net {

std::chrono::sys_seconds moment_of(const asn1_string_st* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

result<CertificateFile> CertificateFile::read(const std::string& path) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "r"), &BIO_free);
  X509* const found = file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr;
  ERR_clear_error();
  if (found == nullptr) {
    return error(ErrorKind::invalid, file ? "contains no certificate" : "cannot be read");
  }
  CertificateFile certificate;
  certificate.certificate_ = std::shared_ptr<X509>(found, &X509_free);
  certificate.not_before_ = moment_of(X509_get0_notBefore(found));
  certificate.not_after_ = moment_of(X509_get0_notAfter(found));
  return certificate;
}

bool CertificateFile::is_for(const std::string& host) const {
  // Same flags as HTTP clients use: the common name is ignored (RFC 9110, section 4.3.4).
  constexpr unsigned kFlags =
      X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  return X509_check_host(certificate_.get(), host.c_str(), host.size(), kFlags, nullptr) == 1 ||
         X509_check_ip_asc(certificate_.get(), host.c_str(), 0) == 1;
}

}  // namespace yak::net
