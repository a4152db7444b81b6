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

/// What a server serves, by path and method.
///
/// Built by many hands, then frozen: adding is guarded by a mutex, looking up takes no lock. A path
/// is matched as it was sent (percent-encoded); an exact one wins over `/*`, the longest `/*` over
/// shorter ones. A GET route serves HEAD too.
///
/// As a RouteSource it gives itself for ever, so it must outlive every server that uses it.
class RouteTable final : public Routes, public RouteSource {
 public:
  RouteTable() = default;
  RouteTable(const RouteTable&) = delete;
  RouteTable& operator=(const RouteTable&) = delete;

  /// `conflict`: the method (or `*`) is taken at this path, or the table is frozen. `invalid`: the
  /// path, the method or the handler cannot be served. Thread-safe.
  result<void> add(Route route) override;
  /// Thread-safe; without effect once frozen.
  void add_hint(std::string hint) override;

  [[nodiscard]] std::shared_ptr<const RouteTable> routes() const override {
    return {std::shared_ptr<const void>(), this};
  }

  /// Ends adding; before it, nothing is found. Idempotent. Not concurrently with look-ups.
  void freeze();

  struct Match {
    const Route* route = nullptr;  ///< holds as long as the table
    /// Null when nothing is served at the path; else what 405 says in `Allow`.
    const std::string* allow = nullptr;
  };
  [[nodiscard]] Match find(std::string_view method, std::string_view path) const;

  /// 404, in JSON or in HTML as the request `accepts` it (its Accept); never text/plain, which
  /// Twilio would send on to the user. Says nothing of what is served.
  [[nodiscard]] static ServerResponse not_found(std::string_view accepts);
  /// 405 with `Allow`; else as not_found.
  [[nodiscard]] static ServerResponse method_not_allowed(const std::string& allow,
                                                         std::string_view accepts);
  /// The hints as one line for the operator; empty when there are none.
  [[nodiscard]] const std::string& hint_line() const noexcept { return hint_line_; }

  /// POST requests that found no route: what a webhook's URL with a mistake in it looks like.
  struct Misdirected {
    std::uint64_t count = 0;
    std::string last_path;  ///< as it was sent, without its query, at most `kNotedPath` bytes
  };
  static constexpr std::size_t kNotedPath = 100;
  /// Thread-safe, both.
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
  /// By the path without its `*`, longest first.
  std::map<std::size_t, Paths, std::greater<>> prefixes_;
  std::vector<std::string> hints_;
  std::string hint_line_;
  mutable std::mutex noting_;
  mutable Misdirected misdirected_;
};

}  // namespace yak::net
