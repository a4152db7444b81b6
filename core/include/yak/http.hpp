#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/secret.hpp"
#include "yak/task.hpp"

namespace yak {

struct Header {
  Header(std::string name, std::string value) : name(std::move(name)), value(std::move(value)) {}
  std::string name;
  std::string value;
};

/// Compares header names: ASCII, without case (RFC 9110, section 5.1).
YAK_API bool same_header(std::string_view left, std::string_view right) noexcept;

// ---- as a client --------------------------------------------------------------------------------

/// How long each stage may take. Passing any of them ends the request with `timeout`.
struct HttpDeadlines {
  std::chrono::milliseconds connect{5'000};      ///< name look-up, TCP and TLS
  std::chrono::milliseconds first_byte{30'000};  ///< from the last byte sent to the first received
  std::chrono::milliseconds stall{30'000};       ///< between two reads of the body
  std::chrono::milliseconds total{60'000};       ///< all of it
};

struct HttpRequest {
  HttpRequest(std::string method, std::string url)
      : method(std::move(method)), url(std::move(url)) {}

  std::string method;
  std::string url;              ///< absolute, `http` or `https`
  std::vector<Header> headers;  ///< Host, Content-Length and Connection are the client's own
  std::string body;
  HttpDeadlines deadlines;
  std::size_t max_response_bytes = std::size_t{1} << 20U;
};

struct HttpResponse {
  int status = 0;
  std::vector<Header> headers;
  std::string body;

  /// The first header called `name`, or empty.
  [[nodiscard]] YAK_API std::string_view header(std::string_view name) const noexcept;
};

/// The value of an `Authorization` header that proves who asks by the Basic scheme (RFC 7617);
/// `credentials` are `user:password`. It is a secret: give it to a request and to nothing else.
YAK_API std::string basic_authorization(const Secret& credentials);

/// Takes a response body as it arrives. Called on the loop of the request, never concurrently.
class YAK_API BodySink {
 public:
  virtual ~BodySink();
  /// Status and headers, once, before any data; `head.body` is empty. Return false to have the body
  /// collected into the response instead of being handed here (an error body, say).
  virtual bool on_head(const HttpResponse& head) = 0;
  /// The next bytes; valid during the call. Return false to stop reading and close the connection.
  virtual bool on_data(std::string_view data) = 0;
  /// How long the next read of the body may take; asked before each. It stands in for
  /// `deadlines.stall`, so that a sink can be patient with some pieces and not with others;
  /// `deadlines.total` holds all the same. Default: `stall`, which is the request's own.
  [[nodiscard]] virtual std::chrono::milliseconds patience(std::chrono::milliseconds stall) const;
};

/// HTTP/1.1 over TCP or TLS, with one connection pool a host and loop. Certificates are verified
/// against the system's store; redirects are not followed; no environment variable names a proxy.
/// Safe to call from every loop. Failures: `not_sent` is set when it is certain that no request
/// byte left; `timeout`, `unavailable`, `protocol`, `too_large` and `canceled` say the rest.
class YAK_API HttpClient {
 public:
  virtual ~HttpClient();
  virtual task<result<HttpResponse>> send(HttpRequest request) = 0;
  /// As `send`, but a body that `sink` takes passes through it. `sink` must live until the end.
  virtual task<result<HttpResponse>> stream(HttpRequest request, BodySink& sink) = 0;
};

// ---- as a server --------------------------------------------------------------------------------

/// A request that came in. Views point into the connection's buffer and hold until the handler's
/// task has ended, or until the handler has returned it where the route `reads_at_once`.
struct ServerRequest {
  std::string_view method;
  std::string_view target;  ///< path and query as sent
  std::string_view path;    ///< as sent, still percent-encoded
  std::string_view query;   ///< without `?`
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;
  std::string_view remote;  ///< the peer's IP address; empty on a Unix socket

  [[nodiscard]] YAK_API std::string_view header(std::string_view name) const noexcept;
};

struct ServerResponse {
  ServerResponse() = default;
  ServerResponse(int status, std::string content_type, std::string body)
      : status(status), content_type(std::move(content_type)), body(std::move(body)) {}

  int status = 200;
  std::string content_type;  ///< empty: no body and no such header
  std::string body;
  std::vector<Header> headers;
  /// Called once on the connection's loop: true when all bytes were handed to the kernel.
  std::function<void(bool written)> after_write;
  /// Called at most once, after `after_write(true)`, when the peer reset the connection within 5 s
  /// and before it sent anything more: it may not have read the response. It is dropped uncalled
  /// when the peer goes on or closes in good order.
  std::function<void()> after_reset;
};

using HttpHandler = std::function<task<ServerResponse>(const ServerRequest&)>;

struct Route {
  Route(std::string method, std::string path, HttpHandler handler)
      : method(std::move(method)), path(std::move(path)), handler(std::move(handler)) {}

  std::string method;  ///< `GET`, `POST`, …; `*` for any
  std::string path;    ///< exact; a trailing `/*` matches everything below
  HttpHandler handler;
  std::size_t max_body_bytes = std::size_t{64} << 10U;
  /// Upper bound for the handler; past it the client gets 503 and the task is cancelled.
  std::chrono::milliseconds timeout{30'000};
  /// The handler is a plain function that has read all it needs of the request when it returns its
  /// task. The server then frees the request before it awaits the task: set it where that waits.
  bool reads_at_once = false;
};

/// Where a plugin registers what it serves. A path that another instance has is `conflict`.
/// Routes may be added until start() has returned; handlers run on any loop, many at once.
class YAK_API Routes {
 public:
  virtual ~Routes();
  virtual result<void> add(Route route) = 0;
  /// Tells the operator, in log and `yak doctor`, where requests for a path not served should go.
  virtual void add_hint(std::string hint) = 0;
};

// ---- text ---------------------------------------------------------------------------------------

/// Percent-decodes `text`; with `plus_is_space`, `+` too (application/x-www-form-urlencoded). A
/// stray
/// `%` is kept as it is, as browsers do (WHATWG URL, percent-decode).
YAK_API std::string percent_decode(std::string_view text, bool plus_is_space);
/// Encodes everything but RFC 3986's unreserved characters.
YAK_API std::string percent_encode(std::string_view text);

using FormField = std::pair<std::string, std::string>;
/// Decoded name and value pairs in wire order. `too_large` above `max_fields`.
YAK_API result<std::vector<FormField>> parse_form(std::string_view body,
                                                  std::size_t max_fields = 256);
YAK_API std::string write_form(const std::vector<FormField>& fields);

}  // namespace yak
