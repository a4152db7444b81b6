// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/signature.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>

#include "yak/text/encoding.hpp"

namespace yak::twilio {
namespace {

constexpr std::size_t kDigestBytes = 20;     // SHA-1
constexpr std::size_t kSignatureChars = 28;  // 20 bytes in base64

struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

/// Fetched once: in OpenSSL 3 the fetch takes longer than the HMAC itself.
EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const kAlgorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  return kAlgorithm;
}

ContextPtr keyed_context(std::string_view key) {
  ContextPtr context(EVP_MAC_CTX_new(hmac_algorithm()));
  std::array<char, 5> digest{"SHA1"};
  const std::array<OSSL_PARAM, 2> params{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  // A null key would mean "keep the current key".
  const auto* bytes = reinterpret_cast<const unsigned char*>(key.empty() ? "" : key.data());
  if (!context || EVP_MAC_init(context.get(), bytes, key.size(), params.data()) != 1) {
    throw std::runtime_error("OpenSSL offers no HMAC-SHA1");
  }
  return context;
}

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool names_this_body(std::string_view query, std::string_view body) {
  const result<std::vector<FormField>> fields = parse_form(query);
  if (!fields) return false;
  const auto named = std::ranges::find(*fields, "bodySHA256", &FormField::first);
  if (named == fields->end()) return false;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(bytes_of(body), body.size(), digest.data());
  return equal_in_constant_time(hex(digest), named->second);
}

}  // namespace

std::string signed_fields(const std::vector<FormField>& form) {
  std::vector<const FormField*> fields;
  fields.reserve(form.size());
  std::size_t bytes = 0;
  for (const FormField& field : form) {
    fields.push_back(&field);
    bytes += field.first.size() + field.second.size();
  }
  std::ranges::sort(fields, [](const FormField* a, const FormField* b) { return *a < *b; });
  const auto repeated =
      std::ranges::unique(fields, [](const FormField* a, const FormField* b) { return *a == *b; });
  fields.erase(repeated.begin(), repeated.end());
  std::string text;
  text.reserve(bytes);
  for (const FormField* field : fields) text.append(field->first).append(field->second);
  return text;
}

/// HMAC-SHA1 with one key. Reuses contexts; there are at most as many as threads that sign at the
/// same time.
class SignatureChecker::Mac {
 public:
  explicit Mac(std::string_view key) : master_(keyed_context(key)) {}

  std::string sign(std::string_view url, std::string_view fields) {
    ContextPtr context = take();
    std::array<unsigned char, kDigestBytes> digest{};
    std::size_t length = 0;
    // Without a key, init restarts with the current key.
    const bool signed_well =
        EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1 &&
        EVP_MAC_update(context.get(), bytes_of(url), url.size()) == 1 &&
        EVP_MAC_update(context.get(), bytes_of(fields), fields.size()) == 1 &&
        EVP_MAC_final(context.get(), digest.data(), &length, digest.size()) == 1;
    if (!signed_well || length != kDigestBytes) throw std::runtime_error("HMAC-SHA1 failed");
    give_back(std::move(context));
    std::string text;
    append_base64(text, digest);
    return text;
  }

 private:
  ContextPtr take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return ContextPtr(EVP_MAC_CTX_dup(master_.get()));
    ContextPtr context = std::move(idle_.back());
    idle_.pop_back();
    return context;
  }

  void give_back(ContextPtr context) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(context));
  }

  ContextPtr master_;
  std::mutex mutex_;
  std::vector<ContextPtr> idle_;
};

SignatureChecker::SignatureChecker(const Secret& auth_token, std::string_view url)
    : url_(url), mac_(std::make_unique<Mac>(auth_token.reveal())) {}

SignatureChecker::~SignatureChecker() = default;

bool SignatureChecker::check(const SignedRequest& request, std::string_view signature) const {
  if (signature.size() != kSignatureChars) return false;
  if (request.json_body && !names_this_body(request.query, *request.json_body)) return false;
  const std::string fields = request.json_body ? std::string() : signed_fields(request.form);
  const bool query_is_data = request.query_is_data || request.json_body.has_value();
  for (const std::string& url : url_.candidates(request.query, query_is_data)) {
    if (equal_in_constant_time(mac_->sign(url, fields), signature)) return true;
  }
  return false;
}

std::string SignatureChecker::sign(const std::vector<FormField>& form) const {
  return mac_->sign(url_.text(), signed_fields(form));
}

}  // namespace yak::twilio
