// SPDX-License-Identifier: Apache-2.0
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

/// Maximum size of a `.env` file, in bytes.
inline constexpr std::size_t kMaxEnvFileBytes = std::size_t{256} << 10;

/// Parses `NAME=value` lines. Supports `export ` before the name, `#` comments, blank lines, CRLF,
/// `'…'` taken literally, and `"…"` with `\n \t \r \" \\ \$`; a quoted value must end on its line.
/// Variables are not expanded. If a name occurs twice, the last value is used, as in a shell.
/// `file` is the name used in problems, which never contain values.
[[nodiscard]] EnvFile parse_env_file(std::string_view text, const std::string& file,
                                     Problems& problems);

/// Reads and parses the file at `path`. A file that cannot be read is reported as a problem.
[[nodiscard]] EnvFile read_env_file(const std::string& path, Problems& problems);

/// Looks up variables in `process` first, then in `file`.
[[nodiscard]] Environment with_env_file(EnvFile file, Environment process);

}  // namespace yak::config
