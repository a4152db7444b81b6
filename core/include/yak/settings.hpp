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

/// Where a value stands in its file. Both count from 1; 0 means that it stands in none (a default).
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// `count` at once, and then one more every `per` / `count`: in a span of `per` that begins with a
/// burst up to twice `count`, over long spans `count` for each `per`.
struct Rate {
  std::uint32_t count = 0;
  std::chrono::milliseconds per{0};
};

struct SettingNode;
using SettingPtr = std::shared_ptr<const SettingNode>;

/// JSON text of a field of type `any`.
struct JsonText {
  std::string text;
};

/// One checked value with its place. Built by the core's configuration reader; plugins use
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

/// One thing wrong with a configuration, said so that an operator can mend it.
struct ConfigIssue {
  std::string key;      ///< the key below the instance that it concerns; may be empty
  std::string message;  ///< what is wrong and what to do, one sentence
};

/// The checked configuration of one instance: every key is one that its schema names, of the type
/// it names, within its bounds, with defaults filled in. Cheap to copy; immutable; thread-safe.
///
/// Asking for a key that the schema does not promise (misspelt, or optional and absent) is a bug
/// and throws std::logic_error; guard optional keys with `has`.
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

  /// Where `key` stands, or where the instance stands if the key is absent.
  [[nodiscard]] Position position(std::string_view key = {}) const noexcept;
  [[nodiscard]] const SettingPtr& node() const noexcept { return object_; }

 private:
  [[nodiscard]] const SettingNode* find(std::string_view key) const noexcept;
  template <class T>
  [[nodiscard]] const T& get(std::string_view key) const;

  SettingPtr object_;
};

}  // namespace yak
