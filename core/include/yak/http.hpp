// SPDX-License-Identifier: Apache-2.0
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

/// Compares header names: ASCII, case-insensitive (RFC 9110, section 5.1).
YAK_API bool same_header(std::string_view left, std::string_view right) noexcept;

// ---- client -------------------------------------------------------------------------------------

/// Time limits of each stage. Exceeding any of them ends the request with `timeout`.
struct HttpDeadlines {
  std::chrono::milliseconds connect{5'000};      ///< name lookup, TCP and TLS
  std::chrono::milliseconds first_byte{30'000};  ///< from the last byte sent to the first received
  std::chrono::milliseconds stall{30'000};       ///< between two reads of the body
  std::chrono::milliseconds total{60'000};       ///< the whole request
};

struct HttpRequest {
  HttpRequest(std::string method, std::string url)
      : method(std::move(method)), url(std::move(url)) {}

  std::string method;
  std::string url;              ///< absolute, `http` or `https`
  std::vector<Header> headers;  ///< the client sets Host, Content-Length and Connection
  std::string body;
  HttpDeadlines deadlines;
  std::size_t max_response_bytes = std::size_t{1} << 20U;
};

struct HttpResponse {
  int status = 0;
  std::vector<Header> headers;
  std::string body;

  /// The value of the first header called `name`, or empty.
  [[nodiscard]] YAK_API std::string_view header(std::string_view name) const noexcept;
};

/// The value of an `Authorization` header of the Basic scheme (RFC 7617); `credentials` are
/// `user:password`. The value is a secret: use it for a request only.
YAK_API std::string basic_authorization(const Secret& credentials);

/// Receives a response body as it arrives. Called on the loop of the request, never concurrently.
class YAK_API BodySink {
 public:
  virtual ~BodySink();
  /// Status and headers; called once, before any data; `head.body` is empty. Return false to have
  /// the body collected in the response instead, for an error body for example.
  virtual bool on_head(const HttpResponse& head) = 0;
  /// The next bytes; valid during the call only. Return false to stop reading and close the
  /// connection.
  virtual bool on_data(std::string_view data) = 0;
  /// The time limit of the next read of the body, called before each read. It replaces
  /// `deadlines.stall`, so that a sink can allow different times for different parts;
  /// `deadlines.total` still applies. Default: `stall`, the request's own limit.
  [[nodiscard]] virtual std::chrono::milliseconds stall_timeout(
      std::chrono::milliseconds stall) const;
};

/// HTTP/1.1 over TCP or TLS, with a connection pool for each host and loop. Certificates are
/// verified against the system's store. Redirects are not followed, and proxy environment variables
/// are ignored. May be called from every loop.
///
/// Errors are `invalid` (the request itself: its URL, method or headers), `timeout`, `unavailable`,
/// `protocol`, `too_large` and `canceled`; `not_sent` is set if it is certain that no byte of the
/// request left this process.
class YAK_API HttpClient {
 public:
  virtual ~HttpClient();
  virtual task<result<HttpResponse>> send(HttpRequest request) = 0;
  /// As `send`, but passes the body to `sink` if `sink` accepts it. `sink` must live until the task
  /// ends.
  virtual task<result<HttpResponse>> stream(HttpRequest request, BodySink& sink) = 0;
};

// ---- server -------------------------------------------------------------------------------------

/// An incoming request. The views point into the connection's buffer. They are valid until the
/// handler's task has ended or, on a route with `reads_at_once`, until the handler has returned the
/// task.
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
  std::string content_type;  ///< empty: no body and no Content-Type header
  std::string body;
  std::vector<Header> headers;
  /// Called once on the connection's loop; true if all bytes were handed to the kernel.
  std::function<void(bool written)> after_write;
  /// Called at most once, after `after_write(true)`, if the peer reset the connection within 5 s
  /// and before it sent anything more: it may not have read the response. Destroyed without a call
  /// if the peer sends more or closes the connection normally.
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
  /// Time limit of the handler. When it passes, the client gets 503 and the task is cancelled.
  std::chrono::milliseconds timeout{30'000};
  /// The handler is a plain function that has read all it needs of the request when it returns its
  /// task. The server then frees the request before it awaits the task. Set it for handlers that
  /// wait.
  bool reads_at_once = false;
};

/// Registers the routes that a plugin serves. `conflict` if another instance has the path. Routes
/// may be added until start() has returned, by one thread at a time; hints added later are ignored.
/// Handlers run on any loop, many at once.
class YAK_API Routes {
 public:
  virtual ~Routes();
  virtual result<void> add(Route route) = 0;
  /// Adds a hint for operators, shown in the log and by `yak doctor`: which path to use instead of
  /// one that is not served.
  virtual void add_hint(std::string hint) = 0;
};

// ---- text ---------------------------------------------------------------------------------------

/// Percent-decodes `text`; with `plus_is_space`, also decodes `+`
/// (application/x-www-form-urlencoded). A stray `%` is kept, as browsers do (WHATWG URL,
/// percent-decode).
YAK_API std::string percent_decode(std::string_view text, bool plus_is_space);
/// Percent-encodes all but RFC 3986's unreserved characters.
YAK_API std::string percent_encode(std::string_view text);

using FormField = std::pair<std::string, std::string>;
/// Decodes name and value pairs, in wire order. `too_large` above `max_fields`.
YAK_API result<std::vector<FormField>> parse_form(std::string_view body,
                                                  std::size_t max_fields = 256);
YAK_API std::string write_form(const std::vector<FormField>& fields);

}  // namespace yak
