// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/inbound/signed_url.hpp"
#include "yak/http.hpp"
#include "yak/secret.hpp"

namespace yak::twilio {

/// The signed parts of a request.
struct SignedRequest {
  std::string_view query;       ///< as received, without `?`
  bool query_is_data = false;   ///< the handler uses the query, so the received one must be signed
  std::vector<FormField> form;  ///< all fields of a form body, decoded, in any order
  /// A JSON body. Its SHA-256 must be the query's `bodySHA256`; `form` is then not signed.
  std::optional<std::string_view> json_body;
};

/// The signed text of a form: names and values concatenated without separators, sorted by the bytes
/// of the names; duplicate pairs count once.
std::string signed_fields(const std::vector<FormField>& form);

/// Checks and computes `X-Twilio-Signature`: base64(HMAC-SHA1(auth token, URL + Σ name+value)),
/// with fields sorted by the bytes of their names and the values of one name unique and sorted
/// (Twilio, "Webhooks security"). Thread-safe; does no I/O; does not throw on bad input.
class SignatureChecker {
 public:
  /// `url` is the address configured at Twilio; never take it from a request.
  SignatureChecker(const Secret& auth_token, std::string_view url);
  ~SignatureChecker();
  SignatureChecker(const SignatureChecker&) = delete;
  SignatureChecker& operator=(const SignatureChecker&) = delete;

  /// Whether the signature is valid. Compares in constant time.
  [[nodiscard]] bool check(const SignedRequest& request, std::string_view signature) const;

  /// The signature that Twilio would send with `form` to this URL.
  [[nodiscard]] std::string sign(const std::vector<FormField>& form) const;

  /// The URL without its fragment. It may contain a password: log it with `shown_url`.
  [[nodiscard]] std::string url() const { return url_.text(); }

 private:
  class Mac;

  SignedUrl url_;
  std::unique_ptr<Mac> mac_;
};

}  // namespace yak::twilio
