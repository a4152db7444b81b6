#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace yak::base {

/// Ids that stay the same for a user and do not tell who it is: 32 hex digits of HMAC-SHA256.
/// Without the key nobody can try out telephone numbers until one fits. Immutable, and then
/// thread-safe.
class OpaqueIds {
 public:
  /// Throws where OpenSSL has no HMAC-SHA256.
  explicit OpaqueIds(std::string_view key);

  [[nodiscard]] std::string of(std::string_view user) const;

 private:
  struct Free {
    void operator()(EVP_MAC_CTX* context) const noexcept;
  };
  using ContextPtr = std::unique_ptr<EVP_MAC_CTX, Free>;

  /// With the key in it; copied for each id. Looking algorithm and key up anew takes OpenSSL 3 much
  /// longer than the HMAC itself.
  ContextPtr keyed_;
};

}  // namespace yak::base
