// SPDX-License-Identifier: Apache-2.0
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

/// One instance of a plugin in the configuration file.
struct Instance {
  InstanceKind kind = InstanceKind::store;
  /// The key under `channels` or `providers`; `store`; for middleware the plugin's name, with `-2`,
  /// `-3`, … for further instances of the same plugin.
  std::string name;
  std::string path;          ///< `channels.whatsapp`, `middleware[2]`, `store`
  std::string plugin;        ///< letters, digits, `_` and `-` only; safe in a file name
  Position plugin_position;  ///< of the plugin's name, or of the instance if that is omitted
  Position position;         ///< of the instance
  bool enabled = true;
  /// For a disabled instance: the variables in its `enabled_if`, such as `TWILIO_AUTH_TOKEN`,
  /// joined by `, `. Empty if there are none (`enabled_if: false`).
  std::string disabled_by;
  /// The core's own keys of this kind, checked; see instance_schema(). Empty if disabled.
  Settings common;
  /// The instance in the file; null if it is omitted there (`store`, default middleware).
  std::shared_ptr<const Node> node;
};

}  // namespace yak::config
