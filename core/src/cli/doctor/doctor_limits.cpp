// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/doctor_limits.hpp"

#include <limits>
#include <string>

#include "net/descriptor_limit.hpp"

namespace yak::cli {

Diagnosis diagnose_descriptors(std::size_t configured, std::size_t limit) {
  const std::size_t most = net::connections_within(limit, configured);
  const bool is_endless = limit == std::numeric_limits<std::size_t>::max();
  const std::string files = is_endless ? "any number of" : std::to_string(limit);
  if (most >= configured) {
    return {Diagnosis::Level::ok, "file descriptors",
            files + " open files are allowed, enough for server.limits.max_connections (" +
                std::to_string(configured) + ")"};
  }
  return {Diagnosis::Level::warn, "file descriptors",
          files + " open files are allowed, so " + std::to_string(most) + " instead of " +
              std::to_string(configured) + " connections are served at once",
          "raise LimitNOFILE= of the unit (or ulimit -Hn), or lower "
          "server.limits.max_connections"};
}

std::optional<Diagnosis> diagnose_descriptors(const Json& status) {
  const auto found = status.find("connections");
  if (found == status.end() || !found->is_object()) return std::nullopt;
  const std::size_t configured = found->value("configured", std::size_t{0});
  if (configured == 0) return std::nullopt;
  return diagnose_descriptors(configured, found->value("descriptors", std::size_t{0}));
}

}  // namespace yak::cli
