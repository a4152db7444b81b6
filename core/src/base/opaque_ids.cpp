// SPDX-License-Identifier: Apache-2.0
#include "base/opaque_ids.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <stdexcept>

#include "yak/text/encoding.hpp"

namespace yak::base {
namespace {

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void OpaqueIds::Free::operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }

OpaqueIds::OpaqueIds(std::string_view key) {
  EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  keyed_.reset(EVP_MAC_CTX_new(algorithm));
  EVP_MAC_free(algorithm);  // the context holds a reference
  std::array<char, 7> digest{"SHA256"};
  const std::array<OSSL_PARAM, 2> params{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  // OpenSSL takes a null key to mean "keep the current key".
  const auto* bytes = bytes_of(key.empty() ? std::string_view("") : key);
  if (!keyed_ || EVP_MAC_init(keyed_.get(), bytes, key.size(), params.data()) != 1) {
    throw std::runtime_error("OpenSSL offers no HMAC-SHA256");
  }
}

std::string OpaqueIds::of(std::string_view user) const {
  constexpr std::size_t kBytes = 16;
  std::array<unsigned char, 32> digest{};
  std::size_t size = 0;
  const ContextPtr context(EVP_MAC_CTX_dup(keyed_.get()));
  if (!context || EVP_MAC_update(context.get(), bytes_of(user), user.size()) != 1 ||
      EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) != 1) {
    throw std::runtime_error("HMAC-SHA256 failed");
  }
  return hex(std::span(digest).first(kBytes));
}

}  // namespace yak::base
