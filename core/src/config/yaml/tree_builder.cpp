// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/tree_builder.hpp"

#include <algorithm>
#include <utility>

namespace yak::config {
namespace {

// yaml-cpp reports `?` for plain and `!` for quoted scalars without a tag, the non-specific tags of
// YAML 1.2.2, section 6.9.1.
constexpr std::string_view kPlainTag = "?";
constexpr std::string_view kQuotedTag = "!";
constexpr std::string_view kTextTag = "tag:yaml.org,2002:str";
constexpr std::string_view kFileTag = "!file";
constexpr std::string_view kCredentialTag = "!credential";
constexpr std::string_view kUnknownTag =
    "unknown tag; `!file path` and `!credential name` are the only ones";

std::string at(Position position) {
  return std::to_string(position.line) + ':' + std::to_string(position.column);
}

}  // namespace

bool TreeBuilder::expects_key() const {
  return !open_.empty() && open_.back().node->kind == Node::Kind::map && !open_.back().has_key;
}

std::string TreeBuilder::path() const {
  std::string path;
  for (const Frame& frame : open_) {
    if (frame.node->kind == Node::Kind::list) {
      path += '[' + std::to_string(frame.node->items.size()) + ']';
    } else if (frame.has_key) {
      path = join_path(path, quotable_key(frame.key));
    }
  }
  return path;
}

void TreeBuilder::stop(Position position, std::string message) {
  problems_.add(position, path(), std::move(message));
  throw BoundReached{};
}

void TreeBuilder::count(Position position, std::size_t nodes) {
  nodes_ += nodes;
  if (nodes_ > kMaxNodes) {
    stop(position, "more than " + std::to_string(kMaxNodes) + " values, with aliases expanded");
  }
}

void TreeBuilder::null(Position position, std::size_t anchor) {
  count(position, 1);
  if (expects_key()) {
    refuse_key(position, "a key is missing before the ':'");
    return;
  }
  auto node = std::make_shared<Node>();
  node->position = position;
  if (!open_.empty() && open_.back().node->kind == Node::Kind::map) {
    // yaml-cpp reports an empty value at the next token, which may be on a later line.
    const Position key = open_.back().key_position;
    if (key.line != position.line) node->position = key;
  }
  place(std::move(node), anchor);
}

void TreeBuilder::scalar(Position position, std::string_view tag, std::size_t anchor,
                         std::string_view text) {
  count(position, 1);
  if (expects_key()) {
    if (tag == kPlainTag || tag == kQuotedTag) {
      take_key(position, text);
    } else {
      refuse_key(position, "a key cannot have a tag");
    }
    return;
  }
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::scalar;
  node->position = position;
  node->text = text;
  if (tag == kFileTag) {
    node->style = Node::Style::file;
  } else if (tag == kCredentialTag) {
    node->style = Node::Style::credential;
  } else if (tag == kQuotedTag || tag == kTextTag) {
    node->style = Node::Style::quoted;
  } else if (tag != kPlainTag) {
    problems_.add(position, path(), std::string(kUnknownTag));
  }
  place(std::move(node), anchor);
}

void TreeBuilder::alias(Position position, std::size_t anchor) {
  if (expects_key()) {
    refuse_key(position, "a key cannot be an alias");
    return;
  }
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    problems_.add(position, path(),
                  "an alias must refer to a complete earlier value, not to one that contains it");
    auto node = std::make_shared<Node>();
    node->position = position;
    place(std::move(node), 0);
    return;
  }
  count(position, found->second->weight);
  if (open_.size() + found->second->height > kMaxDepth) {
    stop(position, "nested more than " + std::to_string(kMaxDepth) + " levels deep");
  }
  place(found->second, 0);
}

void TreeBuilder::list_start(Position position, std::string_view tag, std::size_t anchor) {
  start(Node::Kind::list, position, tag, anchor);
}

void TreeBuilder::map_start(Position position, std::string_view tag, std::size_t anchor) {
  start(Node::Kind::map, position, tag, anchor);
}

void TreeBuilder::start(Node::Kind kind, Position position, std::string_view tag,
                        std::size_t anchor) {
  count(position, 1);
  if (open_.size() == kMaxDepth) {
    stop(position, "nested more than " + std::to_string(kMaxDepth) + " levels deep");
  }
  if (tag != kPlainTag) {
    std::string words(kUnknownTag);
    if (tag == kFileTag) words = "!file takes one path";
    if (tag == kCredentialTag) words = "!credential takes one name";
    problems_.add(position, path(), std::move(words));
  }
  Frame frame;
  frame.is_key = expects_key();
  frame.anchor = anchor;
  frame.node = std::make_shared<Node>();
  frame.node->kind = kind;
  frame.node->position = position;
  open_.push_back(std::move(frame));
}

void TreeBuilder::end() {
  Frame done = std::move(open_.back());
  open_.pop_back();
  ++done.node->height;
  if (done.is_key) {
    refuse_key(done.node->position, "a key must be text, not a list or a map");
  } else {
    place(std::move(done.node), done.anchor);
  }
}

void TreeBuilder::take_key(Position position, std::string_view text) {
  last_key_ = position;
  if (text == "<<") {
    refuse_key(position,
               "merge keys (<<) are not supported; repeat the keys, or use an alias for "
               "the whole value");
    return;
  }
  if (text.empty()) {
    refuse_key(position, "an empty key");
    return;
  }
  Frame& map = open_.back();
  const auto [seen, is_new] = map.seen.emplace(text, position);
  if (!is_new) {
    refuse_key(position,
               "duplicate key '" + quotable_key(text) + "'; first used at " + at(seen->second));
    return;
  }
  ++map.node->weight;
  map.has_key = true;
  map.drop_value = false;
  map.key = text;
  map.key_position = position;
}

void TreeBuilder::refuse_key(Position position, std::string message) {
  problems_.add(position, path(), std::move(message));
  Frame& map = open_.back();
  map.has_key = true;
  map.drop_value = true;
  map.key.clear();
  map.key_position = position;
}

void TreeBuilder::place(NodePtr node, std::size_t anchor) {
  if (anchor != 0) anchors_[anchor] = node;
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& parent = open_.back();
  const bool is_map = parent.node->kind == Node::Kind::map;
  parent.has_key = false;
  if (is_map && parent.drop_value) return;
  parent.node->weight += node->weight;
  parent.node->height = std::max(parent.node->height, node->height);
  if (is_map) {
    parent.node->entries.push_back({std::move(parent.key), parent.key_position, std::move(node)});
  } else {
    parent.node->items.push_back(std::move(node));
  }
}

}  // namespace yak::config
