#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/yaml/node.hpp"

namespace yak::config {

/// Where values come from besides the file, and where what is wrong goes. Passed by reference;
/// lives as long as one reading or check.
struct Sources {
  const Environment& environment;
  std::string folder;  ///< of the configuration file: what the paths of `!file` are taken against
  std::string file;    ///< its name, for advice
  FileAccess access = FileAccess::owner_only;
  Problems& problems;
  std::vector<Secret>& secrets;  ///< every secret met is added
  /// The text is a schema's default: it stands nowhere, and `$` means nothing in it.
  bool is_default = false;
  /// Where not null, every file that is read is added.
  std::vector<std::string>* files = nullptr;
};

/// Largest file that `!file` and `!credential` read, in bytes.
inline constexpr std::size_t kMaxValueFileBytes = std::size_t{64} << 10;

/// The text of a scalar with `${…}`, `!file` and `!credential` resolved.
struct ValueText {
  std::string text;
  bool is_quoted = false;   ///< in quotes, without a reference in it
  bool is_literal = true;   ///< exactly what the file says, so that a problem may quote it
  bool is_foreign = false;  ///< some of it came from the environment or another file
  std::vector<std::string> variables;
};

/// Resolves a scalar. Nothing, with a problem at its position, where that fails.
[[nodiscard]] std::optional<ValueText> resolve(const Node& scalar, const std::string& path,
                                               const Sources& sources);

/// `; found '10 s'` for a short literal, else nothing: what came from elsewhere, and what is as
/// long as a token, might be a secret in the wrong place.
[[nodiscard]] std::string found(const ValueText& value);

}  // namespace yak::config
