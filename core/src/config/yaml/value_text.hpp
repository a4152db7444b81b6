// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/yaml/node.hpp"

namespace yak::config {

/// The sources of values other than the YAML text, and the destination of problems. Passed by
/// reference; lives for one read or check.
struct Sources {
  const Environment& environment;
  std::string folder;  ///< of the configuration file; `!file` paths are relative to it
  std::string file;    ///< the configuration file's name, for error texts
  FileAccess access = FileAccess::owner_only;
  Problems& problems;
  std::vector<Secret>& secrets;  ///< every secret found is added
  /// The text is a schema's default: it has no position, and `$` is not special in it.
  bool is_default = false;
  /// If not null, the path of every file read is added.
  std::vector<std::string>* files = nullptr;
};

/// Maximum size of a file read by `!file` or `!credential`, in bytes.
inline constexpr std::size_t kMaxValueFileBytes = std::size_t{64} << 10;

/// The text of a scalar with `${…}`, `!file` and `!credential` resolved.
struct ValueText {
  std::string text;
  bool is_quoted = false;   ///< quoted, and without a reference
  bool is_literal = true;   ///< exactly the text in the file, so a problem may quote it
  bool is_foreign = false;  ///< part of it comes from the environment or another file
  std::vector<std::string> variables;
};

/// Resolves a scalar. On failure, reports a problem at its position and returns nothing.
[[nodiscard]] std::optional<ValueText> resolve(const Node& scalar, const std::string& path,
                                               const Sources& sources);

/// `; found '10 s'` for a short literal, else empty: a value from another source, or one as long as
/// a token, may be a misplaced secret.
[[nodiscard]] std::string found(const ValueText& value);

}  // namespace yak::config
