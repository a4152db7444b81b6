// SPDX-License-Identifier: Apache-2.0
// The signature check with any URL, query, header and form: it accepts only signed input, and no
// input makes it crash.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "twilio_whatsapp/inbound/signature.hpp"

namespace {

/// Splits the input at line ends into configured URL, received query, signature and body (the
/// rest).
std::array<std::string_view, 4> cut(std::string_view input) {
  std::array<std::string_view, 4> pieces;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    pieces.at(i) = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  pieces[3] = input;
  return pieces;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [url, query, signature, body] =
      cut(std::string_view(reinterpret_cast<const char*>(data), size));
  const yak::twilio::SignatureChecker checker(yak::Secret("token"), url);

  yak::twilio::SignedRequest request;
  request.query = query;
  if (auto form = yak::parse_form(body, 256)) request.form = *std::move(form);
  // The fuzzer cannot guess an HMAC, so its signature is wrong.
  if (checker.check(request, signature)) std::abort();
  request.query_is_data = true;
  if (checker.check(request, signature)) std::abort();

  // A signature for the URL with its own query is valid.
  const std::string own = checker.url();
  const std::size_t question = own.find('?');
  const std::string own_query = question == std::string::npos ? "" : own.substr(question + 1);
  request.query = own_query;
  if (!checker.check(request, checker.sign(request.form))) std::abort();

  request.json_body = body;
  if (checker.check(request, signature)) std::abort();
  return 0;
}
