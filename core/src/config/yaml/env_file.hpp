#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/yaml/environment.hpp"
#include "config/yaml/problems.hpp"

namespace yak::config {

/// The variables of a `.env` file.
using EnvFile = std::map<std::string, std::string>;

/// Largest `.env` that is read, in bytes.
inline constexpr std::size_t kMaxEnvFileBytes = std::size_t{256} << 10;

/// Reads `NAME=value` lines: `export ` before the name, `#` comments, blank lines, CRLF, `'…'`
/// taken literally, `"…"` with `\n \t \r \" \\ \$`, both on one line. No variable is expanded. Of a
/// name that stands twice the last counts, as in a shell. `file` is used in problems, which never
/// quote values.
[[nodiscard]] EnvFile parse_env_file(std::string_view text, const std::string& file,
                                     Problems& problems);

/// Reads the file at `path`; a file that cannot be read is a problem.
[[nodiscard]] EnvFile read_env_file(const std::string& path, Problems& problems);

/// `process`, and what it lacks from `file`.
[[nodiscard]] Environment with_env_file(EnvFile file, Environment process);

}  // namespace yak::config
