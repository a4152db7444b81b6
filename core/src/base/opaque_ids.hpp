// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace yak::base {

/// Makes stable pseudonymous user ids: 32 hex digits of HMAC-SHA256. Without the key they cannot be
/// reversed by trying all telephone numbers. Immutable and thread-safe.
class OpaqueIds {
 public:
  /// Throws if OpenSSL has no HMAC-SHA256.
  explicit OpaqueIds(std::string_view key);

  [[nodiscard]] std::string of(std::string_view user) const;

 private:
  struct Free {
    void operator()(EVP_MAC_CTX* context) const noexcept;
  };
  using ContextPtr = std::unique_ptr<EVP_MAC_CTX, Free>;

  /// Initialized with the key and copied for each id: fetching the algorithm and setting the key
  /// again takes OpenSSL 3 much longer than the HMAC itself.
  ContextPtr keyed_;
};

}  // namespace yak::base
