#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/http.hpp"

namespace yak::net {

/// What whoever asked for a wrong path sees. Pure functions; nothing of the request is reflected.

/// `{"error":"…"}`. `message` must be plain ASCII without quotes.
std::string json_error(std::string_view message);
/// `,"hints":[…],"paths":[…]`: members that follow the error.
std::string json_hints(const std::vector<std::string>& hints,
                       const std::vector<std::string>& paths);
/// The same for a reader: a paragraph a hint, and a list of paths.
std::string html_hints(const std::vector<std::string>& hints,
                       const std::vector<std::string>& paths);
/// True where an Accept header names text/html, as browsers' do.
bool wants_html(std::string_view accepts);
/// JSON or HTML with `message` and the hints written before.
ServerResponse error_page(int status, std::string_view message, std::string_view hints_json,
                          std::string_view hints_html, bool html);

}  // namespace yak::net
