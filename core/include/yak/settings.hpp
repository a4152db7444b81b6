// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "yak/api.hpp"
#include "yak/secret.hpp"

namespace yak {

/// The position of a value in its file. Line and column count from 1; 0 if the value is not in a
/// file (a default).
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// A token bucket: `count` at once, then one more every `per` / `count`. A period of length `per`
/// that begins with a burst can have up to twice `count`; the long-term rate is `count` for each
/// `per`.
struct Rate {
  std::uint32_t count = 0;
  std::chrono::milliseconds per{0};
};

struct SettingNode;
using SettingPtr = std::shared_ptr<const SettingNode>;

/// The JSON text of a field of type `any`.
struct JsonText {
  std::string text;
};

/// One checked value with its position. Built by the core's configuration reader; plugins use
/// Settings.
struct SettingNode {
  using List = std::vector<SettingPtr>;
  using Map = std::vector<std::pair<std::string, SettingPtr>>;
  using Data = std::variant<bool, std::int64_t, double, std::string, Secret,
                            std::chrono::milliseconds, Rate, JsonText, List, Map>;

  Position position;
  std::string path;  ///< `channels.whatsapp.inline_wait`
  Data data;
};

/// One problem in a configuration, described so that an operator can fix it.
struct ConfigIssue {
  std::string key;      ///< the key, relative to the instance; may be empty
  std::string message;  ///< what is wrong and what to do, in one sentence
};

/// The checked configuration of one instance. Every key is in the schema, has the schema's type and
/// is within its bounds; defaults are filled in. Immutable, cheap to copy, thread-safe.
///
/// Reading a key that the schema does not guarantee (misspelt, or optional and absent) is a bug and
/// throws std::logic_error. Test optional keys with `has`.
class YAK_API Settings {
 public:
  Settings() = default;
  explicit Settings(SettingPtr object) : object_(std::move(object)) {}

  [[nodiscard]] bool has(std::string_view key) const noexcept;
  [[nodiscard]] const std::string& text(std::string_view key) const;  ///< text and choice
  [[nodiscard]] const Secret& secret(std::string_view key) const;
  [[nodiscard]] bool boolean(std::string_view key) const;
  [[nodiscard]] std::int64_t integer(std::string_view key) const;
  [[nodiscard]] double number(std::string_view key) const;  ///< number and integer
  [[nodiscard]] std::chrono::milliseconds duration(std::string_view key) const;
  [[nodiscard]] std::uint64_t size(std::string_view key) const;  ///< bytes
  [[nodiscard]] Rate rate(std::string_view key) const;
  [[nodiscard]] const std::string& json(std::string_view key) const;  ///< of `any`
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] std::vector<std::chrono::milliseconds> durations(std::string_view key) const;
  [[nodiscard]] Settings object(std::string_view key) const;
  [[nodiscard]] std::vector<Settings> objects(std::string_view key) const;
  /// A map of objects, in the order of the file.
  [[nodiscard]] std::vector<std::pair<std::string, Settings>> entries(std::string_view key) const;
  /// A map of texts, in the order of the file.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> text_map(
      std::string_view key) const;

  /// The position of `key`, or of the instance if the key is absent.
  [[nodiscard]] Position position(std::string_view key = {}) const noexcept;
  [[nodiscard]] const SettingPtr& node() const noexcept { return object_; }

 private:
  [[nodiscard]] const SettingNode* find(std::string_view key) const noexcept;
  template <class T>
  [[nodiscard]] const T& get(std::string_view key) const;

  SettingPtr object_;
};

}  // namespace yak
