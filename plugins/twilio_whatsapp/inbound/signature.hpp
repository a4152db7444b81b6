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

/// What of a request is signed.
struct SignedRequest {
  std::string_view query;      ///< as received, without `?`
  bool query_is_data = false;  ///< the handler reads the query: it must be the signed one
  std::vector<FormField>
      form;  ///< of a form body, decoded, in any order; every field, known or not
  /// A JSON body: it must have the SHA-256 that the query's `bodySHA256` names, and `form` is not
  /// signed.
  std::optional<std::string_view> json_body;
};

/// What is signed of a form: names and values run together, in byte order of the names, repeated
/// pairs once. Nothing marks where a name or a value ends.
std::string signed_fields(const std::vector<FormField>& form);

/// Checks and makes `X-Twilio-Signature`: base64(HMAC-SHA1(auth token, URL + Σ name+value)), with
/// fields in byte order of their names and the values of one name unique and sorted (Twilio,
/// "Webhooks security"). Thread-safe; does no I/O; does not throw on bad input.
class SignatureChecker {
 public:
  /// `url` is the address configured at Twilio: never one taken from a request.
  SignatureChecker(const Secret& auth_token, std::string_view url);
  ~SignatureChecker();
  SignatureChecker(const SignatureChecker&) = delete;
  SignatureChecker& operator=(const SignatureChecker&) = delete;

  /// In a time that does not depend on where a wrong signature differs.
  [[nodiscard]] bool check(const SignedRequest& request, std::string_view signature) const;

  /// What Twilio would send with a form posted to this URL.
  [[nodiscard]] std::string sign(const std::vector<FormField>& form) const;

  /// The URL that is checked against, fragment left out. For log lines use `shown_url` on it.
  [[nodiscard]] std::string url() const { return url_.text(); }

 private:
  class Mac;

  SignedUrl url_;
  std::unique_ptr<Mac> mac_;
};

}  // namespace yak::twilio
