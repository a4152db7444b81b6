#include "cli/doctor/doctor_limits.hpp"

#include <limits>
#include <string>

#include "net/descriptor_limit.hpp"

namespace yak::cli {

Finding judge_descriptors(std::size_t configured, std::size_t limit) {
  const std::size_t most = net::connections_within(limit, configured);
  const bool is_endless = limit == std::numeric_limits<std::size_t>::max();
  const std::string files = is_endless ? "any number of" : std::to_string(limit);
  if (most >= configured) {
    return {Finding::Level::ok, "file descriptors",
            files + " open files are allowed, enough for server.limits.max_connections (" +
                std::to_string(configured) + ")"};
  }
  return {Finding::Level::warn, "file descriptors",
          files + " open files are allowed, so " + std::to_string(most) + " instead of " +
              std::to_string(configured) + " connections are served at once",
          "raise LimitNOFILE= of the unit (or ulimit -Hn), or lower "
          "server.limits.max_connections"};
}

std::optional<Finding> judge_descriptors(const Json& status) {
  const auto found = status.find("connections");
  if (found == status.end() || !found->is_object()) return std::nullopt;
  const std::size_t configured = found->value("configured", std::size_t{0});
  if (configured == 0) return std::nullopt;
  return judge_descriptors(configured, found->value("descriptors", std::size_t{0}));
}

}  // namespace yak::cli
