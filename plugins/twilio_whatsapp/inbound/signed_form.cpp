// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/signed_form.hpp"

#include <algorithm>

#include "twilio_whatsapp/inbound/message_sid.hpp"

namespace yak::twilio {
namespace {

constexpr std::string_view kSignatureHeader = "X-Twilio-Signature";
/// Twilio sends about 30 fields and may add more.
constexpr std::size_t kMaxFields = 256;

/// The media type without parameters such as `; charset=`.
std::string_view media_type(const ServerRequest& request) noexcept {
  std::string_view type = request.header("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

SignedForm refused(FormRefusal refusal) {
  SignedForm form;
  form.refusal = refusal;
  return form;
}

SignedForm verdict(const SignatureChecker& checker, SignedRequest signed_request,
                   std::string_view signature, std::string_view wire) {
  if (!checker.check(signed_request, signature)) return refused(FormRefusal::forged);
  if (!is_unambiguous(signed_request.form)) return refused(FormRefusal::ambiguous);
  SignedForm form;
  form.form = std::move(signed_request.form);
  form.wire = wire;
  return form;
}

SignedForm read_get(const ServerRequest& request, const SignatureChecker& checker,
                    std::string_view signature) {
  SignedRequest signed_request;
  signed_request.query = request.query;
  signed_request.query_is_data = true;
  if (!checker.check(signed_request, signature)) return refused(FormRefusal::forged);
  result<std::vector<FormField>> fields = parse_form(request.query, kMaxFields);
  if (!fields) return refused(FormRefusal::too_many_fields);
  SignedForm form;
  form.form = *std::move(fields);
  form.wire = request.query;
  return form;
}

}  // namespace

int status_of(FormRefusal refusal) noexcept {
  switch (refusal) {
    case FormRefusal::none: return 200;
    case FormRefusal::unsigned_request: return 400;
    case FormRefusal::forged: return 403;
    case FormRefusal::wrong_type: return 415;
    case FormRefusal::too_many_fields: return 413;
    case FormRefusal::ambiguous: return 400;
  }
  return 400;
}

SignedForm read_signed(const ServerRequest& request, const SignatureChecker& checker,
                       bool query_is_data) {
  const std::string_view signature = request.header(kSignatureHeader);
  if (signature.empty()) return refused(FormRefusal::unsigned_request);
  if (request.method == "GET") return read_get(request, checker, signature);
  SignedRequest signed_request;
  signed_request.query = request.query;
  signed_request.query_is_data = query_is_data;
  const std::string_view type = media_type(request);
  if (same_header(type, "application/json")) {
    signed_request.json_body = request.body;
    return verdict(checker, std::move(signed_request), signature, request.body);
  }
  if (!type.empty() && !same_header(type, "application/x-www-form-urlencoded")) {
    return refused(FormRefusal::wrong_type);
  }
  result<std::vector<FormField>> fields = parse_form(request.body, kMaxFields);
  if (!fields) return refused(FormRefusal::too_many_fields);
  signed_request.form = *std::move(fields);
  return verdict(checker, std::move(signed_request), signature, request.body);
}

bool is_browser(const ServerRequest& request) noexcept {
  return request.method == "GET" && request.header(kSignatureHeader).empty() &&
         request.header("Accept").find("text/html") != std::string_view::npos;
}

}  // namespace yak::twilio
