#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "yak/http.hpp"

namespace yak::net {

/// The Date header's line, made once a second. Belongs to one loop.
class DateLine {
 public:
  /// `Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n` of `now`. Valid until the next call.
  std::string_view at(std::time_t now);

 private:
  std::time_t made_for_ = -1;
  std::string line_;
};

struct ResponseFraming {
  bool is_http_1_1 = true;  ///< of the request
  bool keep_alive = false;
};

/// Appends status line and headers to `head`. What frames the message (Content-Length, Connection,
/// Date) is the server's own; a header of the response that names one of these, or that could break
/// out of its line, is left out, and then the result is false.
bool append_response_head(std::string& head, const ServerResponse& response,
                          ResponseFraming framing, std::string_view date_line);

/// True where a response of this status and content type carries its body.
bool has_body(const ServerResponse& response) noexcept;

/// JSON with `message`, which must be plain ASCII without quotes.
ServerResponse error_response(int status, std::string_view message);

/// A whole response that closes the connection, for when there is no time for more.
std::string closing_response(int status, std::string_view message);

}  // namespace yak::net
