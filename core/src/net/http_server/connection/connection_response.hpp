// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "yak/http.hpp"

namespace yak::net {

/// The Date header line, formatted at most once a second. Use only on one loop.
class DateLine {
 public:
  /// `Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n` for `now`. Valid until the next call.
  std::string_view at(std::time_t now);

 private:
  std::time_t made_for_ = -1;
  std::string line_;
};

struct ResponseFraming {
  bool is_http_1_1 = true;  ///< of the request
  bool keep_alive = false;
};

/// Appends status line and headers to `head`. The server sets Content-Length, Connection and Date
/// itself. Returns false if it dropped a response header because the server sets that header or
/// because its name or value has invalid characters.
bool append_response_head(std::string& head, const ServerResponse& response,
                          ResponseFraming framing, std::string_view date_line);

/// Whether a response with this status and content type has a body.
bool has_body(const ServerResponse& response) noexcept;

/// A JSON error response. `message` must be plain ASCII without quotes.
ServerResponse error_response(int status, std::string_view message);

/// The bytes of a complete error response that closes the connection. `message` as above.
std::string closing_response(int status, std::string_view message);

}  // namespace yak::net
