// SPDX-License-Identifier: Apache-2.0
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

/// One value of a YAML document and its position. Immutable once built. An alias shares the node of
/// its anchor; a walk visits at most `weight` nodes and is at most `height` levels deep.
struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  enum class Style : std::uint8_t { plain, quoted, file, credential };

  struct Entry {
    std::string key;
    Position key_position;
    NodePtr value;
  };

  Kind kind = Kind::null;
  /// Of a scalar. `file`: tagged `!file`, `text` is the file's path. `credential`: tagged
  /// `!credential`, `text` is a name in the service manager's credentials folder.
  Style style = Style::plain;
  Position position;
  std::string text;            ///< of a scalar, before interpolation
  std::vector<NodePtr> items;  ///< of a list
  std::vector<Entry> entries;  ///< of a map, in file order, keys unique
  std::size_t weight = 1;      ///< nodes of this subtree, with aliases expanded
  std::size_t height = 0;      ///< levels of lists and maps in this subtree

  /// The entry called `key`, or null.
  [[nodiscard]] const Entry* find(std::string_view key) const noexcept;
};

/// `a list`, `a map`, `text`, `nothing`.
[[nodiscard]] std::string_view describe(Node::Kind kind) noexcept;

/// The position to report for a problem with the value of `entry`: the value if it is a scalar,
/// else the key.
[[nodiscard]] Position place_of(const Node::Entry& entry) noexcept;

/// `parent.key`, or `key` if `parent` is empty. Removes control characters and truncates long keys.
[[nodiscard]] std::string join_path(std::string_view parent, std::string_view key);

/// A key in a form that is safe to quote in a problem. It is cut at a colon, because
/// `auth_token:abc` without a space is one key that contains a secret.
[[nodiscard]] std::string quotable_key(std::string_view key);

}  // namespace yak::config
