// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/yaml/node.hpp"
#include "config/yaml/problems.hpp"

namespace yak::config {

/// Builds a tree from parser events. Limits the nesting depth and the number of nodes, counting
/// each alias as its expanded subtree. Reports duplicate keys, keys that are not text, unknown tags
/// and merge keys as problems; their values are left out.
class TreeBuilder {
 public:
  static constexpr std::size_t kMaxDepth = 32;
  static constexpr std::size_t kMaxNodes = 20'000;

  /// Thrown when a limit is exceeded, after the problem is reported. The tree is unusable.
  struct BoundReached {};

  explicit TreeBuilder(Problems& problems) : problems_(problems) {}

  /// `anchor` 0 means none. `tag` is as the parser resolved it: `?` plain, `!` quoted.
  void null(Position position, std::size_t anchor);
  void scalar(Position position, std::string_view tag, std::size_t anchor, std::string_view text);
  void alias(Position position, std::size_t anchor);
  void list_start(Position position, std::string_view tag, std::size_t anchor);
  void map_start(Position position, std::string_view tag, std::size_t anchor);
  void end();

  /// The finished tree; null if there was no node.
  [[nodiscard]] NodePtr root() const { return root_; }
  /// The position of the last key, for problems that end parsing.
  [[nodiscard]] Position last_key() const noexcept { return last_key_; }
  [[nodiscard]] std::string path() const;

 private:
  struct Frame {
    std::shared_ptr<Node> node;
    std::size_t anchor = 0;
    bool is_key = false;   ///< the collection is used as a key
    bool has_key = false;  ///< the next node is the value of `key`
    bool drop_value = false;
    std::string key;
    Position key_position;
    std::unordered_map<std::string, Position> seen;
  };

  [[nodiscard]] bool expects_key() const;
  void start(Node::Kind kind, Position position, std::string_view tag, std::size_t anchor);
  void take_key(Position position, std::string_view text);
  void refuse_key(Position position, std::string message);
  void place(NodePtr node, std::size_t anchor);
  void count(Position position, std::size_t nodes);
  [[noreturn]] void stop(Position position, std::string message);

  Problems& problems_;
  std::vector<Frame> open_;
  std::unordered_map<std::size_t, NodePtr> anchors_;
  NodePtr root_;
  Position last_key_;
  std::size_t nodes_ = 0;
};

}  // namespace yak::config
