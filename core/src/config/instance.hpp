#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "yak/settings.hpp"

namespace yak::config {

struct Node;

enum class InstanceKind : std::uint8_t { store, channel, provider, middleware };

/// `store`, `channel`, `provider`, `middleware`.
[[nodiscard]] std::string_view to_string(InstanceKind kind) noexcept;

/// One use of a plugin in the file.
struct Instance {
  InstanceKind kind = InstanceKind::store;
  /// The key under `channels` or `providers`; `store`; for middleware the plugin's name, with `-2`,
  /// `-3`, … when it is used again.
  std::string name;
  std::string path;    ///< `channels.whatsapp`, `middleware[2]`, `store`
  std::string plugin;  ///< letters, digits, `_` and `-` only, so that it is safe in a file's name
  Position plugin_position;  ///< of the plugin's name; where the instance stands if it is left out
  Position position;         ///< where the instance stands
  bool enabled = true;
  /// Of a disabled instance: the variables that its `enabled_if` names, `TWILIO_AUTH_TOKEN`, joined
  /// by
  /// `, `. Empty where it names none (`enabled_if: false`).
  std::string disabled_by;
  /// The core's own keys of this kind, checked: see instance_schema(). Of a disabled instance none.
  Settings common;
  /// What the file says; null where the whole instance is left out (`store`).
  std::shared_ptr<const Node> node;
};

}  // namespace yak::config
