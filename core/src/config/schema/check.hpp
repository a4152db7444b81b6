// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml/value_text.hpp"
#include "yak/schema.hpp"

namespace yak::config {

/// The input of a check: a map in the file, or its absence.
struct MapLocation {
  const Node* node = nullptr;  ///< a map; null if it is not in the file
  Position position;           ///< position reported for missing keys
  std::string path;
};

/// Checks values against fields and converts them to Settings. Continues after a problem: only the
/// value with the problem is left out of the result.
class Checker {
 public:
  explicit Checker(const Sources& sources) : sources_(sources) {}

  /// Checks a whole map: its keys must be in `fields`, which define types, bounds and defaults.
  [[nodiscard]] SettingPtr object(const MapLocation& place, std::span<const Field> fields);

  /// Checks only the values of `fields` and ignores other keys. Does not report a missing key that
  /// is in `mistyped`.
  [[nodiscard]] SettingPtr values(const MapLocation& place, std::span<const Field> fields,
                                  std::span<const std::string_view> mistyped = {});

  /// Reports the keys of a map that are not in `known`. Returns the known keys that were probably
  /// meant.
  std::vector<std::string_view> names(const MapLocation& place,
                                      std::span<const std::string_view> known);

 private:
  /// A checked value, or the reason why there is none.
  struct Outcome {
    enum class State : std::uint8_t { good, absent, wrong };
    State state = State::wrong;
    SettingPtr value;
    std::vector<std::string> variables;  ///< for an absent value: the empty variables in it
  };

  /// Where a value is.
  struct ValueLocation {
    Position position;
    const std::string& path;
  };

  Outcome value(const Node& node, const Field& field, const ValueLocation& place);
  Outcome scalar(const Node& node, const Field& field, const ValueLocation& place);
  Outcome text(const ValueText& value, const Field& field, const ValueLocation& place);
  Outcome list(const Node& node, const Field& field, const ValueLocation& place);
  Outcome map(const Node& node, const Field& field, const ValueLocation& place);
  /// Expands a scalar into an object: every field gets the same value.
  Outcome one_for_all(const Node& node, const Field& field, const ValueLocation& place);
  Outcome collection(const Field& field, const ValueLocation& place, std::size_t size,
                     bool is_complete, SettingNode::Data data);
  Outcome wrong(const ValueLocation& place, std::string message);
  Outcome good(const ValueLocation& place, SettingNode::Data data);
  SettingPtr absent(const Field& field, const ValueLocation& place,
                    const std::vector<std::string>& variables);
  SettingPtr missing(const Field& field, const std::string& path);
  SettingPtr default_of(const std::string& yaml, const Field& field, const std::string& path);
  [[nodiscard]] Position at(Position position) const;
  [[nodiscard]] bool is_exposed(const ValueText& value) const;

  const Sources& sources_;
};

}  // namespace yak::config
