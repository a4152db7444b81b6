// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "yak/error.hpp"

struct asn1_string_st;
struct x509_st;

namespace yak::net {

/// The first certificate of a PEM file, which is the server's own. Immutable.
class CertificateFile {
 public:
  /// Blocks on disk I/O. Fails with `invalid` if the file cannot be read or has no certificate.
  static result<CertificateFile> read(const std::string& path);

  [[nodiscard]] std::chrono::sys_seconds not_before() const noexcept { return not_before_; }
  [[nodiscard]] std::chrono::sys_seconds not_after() const noexcept { return not_after_; }
  /// Whether the certificate is valid for `host`, a name or an IP address without brackets.
  [[nodiscard]] bool is_for(const std::string& host) const;

 private:
  CertificateFile() = default;

  std::shared_ptr<x509_st> certificate_;
  std::chrono::sys_seconds not_before_{};
  std::chrono::sys_seconds not_after_{};
};

/// Converts an ASN1_TIME. Returns the epoch for null or a malformed time.
std::chrono::sys_seconds moment_of(const asn1_string_st* time);

}  // namespace yak::net
