#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "yak/error.hpp"

struct asn1_string_st;
struct x509_st;

namespace yak::net {

/// The first certificate of a PEM file: what a server shows. Immutable.
class CertificateFile {
 public:
  /// Blocks on the disk. `invalid` when there is no certificate in it.
  static result<CertificateFile> read(const std::string& path);

  [[nodiscard]] std::chrono::sys_seconds not_before() const noexcept { return not_before_; }
  [[nodiscard]] std::chrono::sys_seconds not_after() const noexcept { return not_after_; }
  /// Whether it is for `host`: a name, or an address without brackets.
  [[nodiscard]] bool is_for(const std::string& host) const;

 private:
  CertificateFile() = default;

  std::shared_ptr<x509_st> certificate_;
  std::chrono::sys_seconds not_before_{};
  std::chrono::sys_seconds not_after_{};
};

/// The moment of an ASN1_TIME; the epoch for one that makes no sense.
std::chrono::sys_seconds moment_of(const asn1_string_st* time);

}  // namespace yak::net
