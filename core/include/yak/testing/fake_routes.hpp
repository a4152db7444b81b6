// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "yak/http.hpp"

namespace yak::testing {

/// A request for FakeRoutes; owns what ServerRequest only refers to.
struct FakeRequest {
  FakeRequest(std::string method, std::string target)
      : method(std::move(method)), target(std::move(target)) {}
  FakeRequest(std::string method, std::string target, std::string body)
      : method(std::move(method)), target(std::move(target)), body(std::move(body)) {}

  FakeRequest&& header(std::string name, std::string value) && {
    headers.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
  }

  std::string method;
  std::string target;  ///< path and query
  std::string body;
  std::vector<Header> headers;
  std::string remote = "127.0.0.1";
  /// The argument of `after_write`; false: the connection broke.
  bool written = true;
};

/// Records routes and calls them without a server. Returns 404, 405 and 413 as the real server
/// does. Thread-safe.
class FakeRoutes final : public Routes {
 public:
  result<void> add(Route route) override;
  void add_hint(std::string hint) override;

  /// Calls the handler that matches the request and then its `after_write`.
  task<ServerResponse> call(FakeRequest request);

  [[nodiscard]] bool serves(std::string_view method, std::string_view path) const;
  /// `METHOD path` in order of registration.
  [[nodiscard]] std::vector<std::string> list() const;
  [[nodiscard]] std::vector<std::string> hints() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Route> routes_;
  std::vector<std::string> hints_;
};

}  // namespace yak::testing
