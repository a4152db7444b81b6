// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/node.hpp"

#include <algorithm>

namespace yak::config {
namespace {

constexpr std::size_t kMaxShownKey = 64;

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, kMaxShownKey)) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) shown += c;
  }
  if (text.size() > kMaxShownKey) shown += "…";
  return shown;
}

}  // namespace

const Node::Entry* Node::find(std::string_view key) const noexcept {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

std::string_view describe(Node::Kind kind) noexcept {
  switch (kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::scalar: return "text";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a map";
  }
  return "nothing";
}

Position place_of(const Node::Entry& entry) noexcept {
  return entry.value->kind == Node::Kind::scalar ? entry.value->position : entry.key_position;
}

std::string join_path(std::string_view parent, std::string_view key) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  return path + printable(key);
}

std::string quotable_key(std::string_view key) {
  const std::size_t colon = key.find(':');
  if (colon == std::string_view::npos) return printable(key);
  return printable(key.substr(0, colon)) + ":…";
}

}  // namespace yak::config
