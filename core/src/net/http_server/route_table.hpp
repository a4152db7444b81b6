// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/http_server/route_source.hpp"
#include "yak/http.hpp"

namespace yak::net {

/// The routes of a server, by path and method.
///
/// Routes are added, then the table is frozen. Adding takes a mutex; lookups take no lock. Paths
/// are matched as sent (percent-encoded). An exact path wins over `/*`, and a longer `/*` over a
/// shorter one. A GET route also serves HEAD.
///
/// As a RouteSource it always returns itself, so it must outlive every server that uses it.
class RouteTable final : public Routes, public RouteSource {
 public:
  RouteTable() = default;
  RouteTable(const RouteTable&) = delete;
  RouteTable& operator=(const RouteTable&) = delete;

  /// Errors: `conflict` if the path already has a route for the method (or for `*`), or if the
  /// table is frozen; `invalid` if the path, method, handler or timeout is invalid. Thread-safe.
  result<void> add(Route route) override;
  /// Thread-safe; has no effect once frozen.
  void add_hint(std::string hint) override;

  [[nodiscard]] std::shared_ptr<const RouteTable> routes() const override {
    return {std::shared_ptr<const void>(), this};
  }

  /// Ends adding and enables lookups. Idempotent. Must not run concurrently with lookups.
  void freeze();

  struct Match {
    const Route* route = nullptr;  ///< valid as long as the table
    /// Null if no route has the path; else the value of `Allow` for a 405 response.
    const std::string* allow = nullptr;
  };
  /// All routes, in no particular order. Call it once the table is frozen.
  [[nodiscard]] std::vector<const Route*> all() const;
  [[nodiscard]] Match find(std::string_view method, std::string_view path) const;

  /// A 404 response in JSON or HTML, depending on the request's Accept header `accepts`; never
  /// text/plain, which Twilio would send to the user. Does not reveal other routes.
  [[nodiscard]] static ServerResponse not_found(std::string_view accepts);
  /// A 405 response with `Allow`; otherwise as not_found.
  [[nodiscard]] static ServerResponse method_not_allowed(const std::string& allow,
                                                         std::string_view accepts);
  /// The hints as one line for the log; empty if there are none.
  [[nodiscard]] const std::string& hint_line() const noexcept { return hint_line_; }

  /// POST requests that matched no route; a sign of a wrong webhook URL.
  struct Misdirected {
    std::uint64_t count = 0;
    std::string last_path;  ///< as sent, without the query, at most `kNotedPath` bytes
  };
  static constexpr std::size_t kNotedPath = 100;
  /// Both functions are thread-safe.
  void note_misdirected(std::string_view path) const;
  [[nodiscard]] Misdirected misdirected() const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  struct PathEntry {
    std::vector<Route> routes;
    std::string allow;
  };
  using Paths = std::unordered_map<std::string, PathEntry, TextHash, std::equal_to<>>;

  [[nodiscard]] const PathEntry* find_path(std::string_view path) const;

  std::mutex adding_;
  bool frozen_ = false;
  Paths exact_;
  /// Keyed by the length of the path without its `*`, longest first.
  std::map<std::size_t, Paths, std::greater<>> prefixes_;
  std::vector<std::string> hints_;
  std::string hint_line_;
  mutable std::mutex noting_;
  mutable Misdirected misdirected_;
};

}  // namespace yak::net
