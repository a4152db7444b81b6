#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yak/settings.hpp"

namespace yak::config {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

/// One value of a YAML document with its place. Immutable once built; an alias shares the node of
/// its anchor, so a walk visits at most `weight` nodes and goes at most `height` deep.
struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  enum class Style : std::uint8_t { plain, quoted, file, credential };

  struct Entry {
    std::string key;
    Position key_position;
    NodePtr value;
  };

  Kind kind = Kind::null;
  /// Of a scalar. `file` is `!file`, its text the file's path; `credential` is `!credential`, its
  /// text a name in the service manager's folder of credentials.
  Style style = Style::plain;
  Position position;
  std::string text;            ///< of a scalar, before interpolation
  std::vector<NodePtr> items;  ///< of a list
  std::vector<Entry> entries;  ///< of a map, in the order of the file, keys unique
  std::size_t weight = 1;      ///< nodes from here on, each alias counted as what it stands for
  std::size_t height = 0;      ///< levels of lists and maps from here on

  /// The entry called `key`, or null.
  [[nodiscard]] const Entry* find(std::string_view key) const noexcept;
};

/// `a list`, `a map`, `text`, `nothing`.
[[nodiscard]] std::string_view describe(Node::Kind kind) noexcept;

/// Where a problem about the value of `entry` points: at a scalar itself, at the key of anything
/// else.
[[nodiscard]] Position place_of(const Node::Entry& entry) noexcept;

/// `parent.key`, or `key` at the top. Control characters and excess length are left out.
[[nodiscard]] std::string join_path(std::string_view parent, std::string_view key);

/// A key as it may be quoted in a problem: cut at a colon, since `auth_token:abc` without the space
/// is one key that holds a secret.
[[nodiscard]] std::string quotable_key(std::string_view key);

}  // namespace yak::config
