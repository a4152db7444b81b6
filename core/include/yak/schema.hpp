// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "yak/api.hpp"

namespace yak {

class Schema;

/// The type of a value in the YAML.
enum class FieldType : std::uint8_t {
  text,
  secret,   ///< text that is never printed; inline only in a file that others cannot read
  boolean,  ///< true or false
  integer,
  number,
  duration,  ///< `250ms`, `8s`, `5m`, `6h`, `30d`; bounds are in milliseconds
  size,      ///< `512`, `64KiB`, `1MiB`, `2GiB`; bounds are in bytes
  rate,      ///< `20/1m`: at most 20 in a minute; bounds apply to the count
  choice,    ///< one of a set of words
  list,      ///< of one element type; a single scalar is a list of one
  map,       ///< from any key to one element type
  object,    ///< with named fields
  any,       ///< any YAML value; read as JSON
};

/// The meaning of a text that the core checks against the rest of the configuration.
enum class TextRole : std::uint8_t {
  plain,  ///< no meaning to the core
  user,   ///< `CHANNEL:ADDRESS`: the channel must exist, and its rule reads the address
  route,  ///< a path on the public listener: each may be used by one instance only
};

/// One key of the configuration, as data. Read by the checker, by `yak schema` and for
/// docs/config.md.
struct YAK_API Field {
  static Field text(std::string name, std::string description);
  static Field secret(std::string name, std::string description);
  static Field boolean(std::string name, std::string description);
  static Field integer(std::string name, std::string description);
  static Field number(std::string name, std::string description);
  static Field duration(std::string name, std::string description);
  static Field size(std::string name, std::string description);
  static Field rate(std::string name, std::string description);
  static Field choice(std::string name, std::string description, std::vector<std::string> words);
  static Field list(std::string name, std::string description, Field element);
  static Field map(std::string name, std::string description, Field element);
  static Field object(std::string name, std::string description, Schema fields);
  static Field any(std::string name, std::string description);
  /// The element of a list or map: a field without a name.
  static Field element(FieldType type);
  static Field element(Schema fields);

  /// The key must be present, and not empty if it is a text or secret.
  Field required() &&;
  /// The value of a missing key, written as in YAML: `8s`, `[]`, `true`.
  Field defaults_to(std::string yaml) &&;
  /// Inclusive bounds: of a number, of a duration in ms, of a size in bytes, of a rate's count, or
  /// of the length of a text, list or map.
  Field between(double low, double high) &&;

  /// A single value may be written in place of the object; it is the value of each of its fields.
  Field or_one_value() &&;
  /// Sets the TextRole of a text or of a list's elements.
  Field names_users() &&;
  Field is_route() &&;

  FieldType type = FieldType::text;
  TextRole role = TextRole::plain;
  std::string name;
  std::string description;
  bool is_required = false;
  std::optional<std::string> default_yaml;
  std::optional<double> minimum;
  std::optional<double> maximum;
  /// For an object: see or_one_value.
  bool takes_one_value = false;
  std::vector<std::string> words;  ///< for a choice
  std::vector<Field> children;     ///< of an object: its fields; of a list or map: its one element
};

/// The keys that an instance of a plugin accepts. A plain value.
class YAK_API Schema {
 public:
  Schema() = default;
  Schema(std::initializer_list<Field> fields) : fields_(fields) {}
  explicit Schema(std::vector<Field> fields) : fields_(std::move(fields)) {}

  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }
  /// The field called `name`, or null. Valid as long as this schema.
  [[nodiscard]] const Field* find(std::string_view name) const noexcept;
  void add(Field field) { fields_.push_back(std::move(field)); }

 private:
  std::vector<Field> fields_;
};

}  // namespace yak
