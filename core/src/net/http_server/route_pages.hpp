#pragma once

#include <string>
#include <string_view>

#include "yak/http.hpp"

namespace yak::net {

/// The answer to a request for a wrong path. Pure functions; nothing of the request is reflected,
/// and nothing is said of what is served elsewhere: anybody may ask.

/// `{"error":"…"}`. `message` must be plain ASCII without quotes.
std::string json_error(std::string_view message);
/// True where an Accept header names text/html, as browsers' do.
bool wants_html(std::string_view accepts);
/// JSON, or HTML, with `message`.
ServerResponse error_page(int status, std::string_view message, bool html);

}  // namespace yak::net
