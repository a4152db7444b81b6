// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/inbound/signature.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// Why a request is refused before its contents are used.
enum class FormRefusal : std::uint8_t {
  none,
  unsigned_request,  ///< no signature: 400, as Twilio's own middleware answers
  forged,            ///< a wrong signature: 403
  wrong_type,        ///< neither a form nor JSON: 415
  too_many_fields,   ///< 413
  ambiguous,         ///< the signature may be from another message's form: 400
};

/// The HTTP status for a refusal; 200 for none.
int status_of(FormRefusal refusal) noexcept;

struct SignedForm {
  FormRefusal refusal = FormRefusal::none;
  std::vector<FormField> form;  ///< empty unless the signature is valid
  std::string_view wire;        ///< the body, or the query of a GET; points into the request
};

/// Reads a request of Twilio; returns its fields only when the signature is valid. A POST has its
/// fields in the body, a GET in the query. `query_is_data` as in SignedRequest.
SignedForm read_signed(const ServerRequest& request, const SignatureChecker& checker,
                       bool query_is_data);

/// True for a person who opened the webhook in a browser.
bool is_browser(const ServerRequest& request) noexcept;

}  // namespace yak::twilio
