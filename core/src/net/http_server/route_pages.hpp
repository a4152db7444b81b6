// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "yak/http.hpp"

namespace yak::net {

/// Responses to requests that no route serves. Pure functions. Any client can request them, so they
/// contain nothing of the request and do not reveal other routes.

/// `{"error":"…"}`. `message` must be plain ASCII without quotes.
std::string json_error(std::string_view message);
/// Whether an Accept header contains text/html, as browsers send it.
bool wants_html(std::string_view accepts);
/// An error response with `message`, as JSON or HTML.
ServerResponse error_page(int status, std::string_view message, bool html);

}  // namespace yak::net
