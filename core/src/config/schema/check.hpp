#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml/value_text.hpp"
#include "yak/schema.hpp"

namespace yak::config {

/// A map of the file, or its absence, on its way to becoming Settings.
struct ObjectPlace {
  const Node* node = nullptr;  ///< a map, or null where the file says nothing
  Position position;           ///< where to point when a key is missing
  std::string path;
};

/// Checks values against fields and makes Settings of them. Goes on after each problem; a value
/// that has one is left out of the result, what stands beside it is not.
class Checker {
 public:
  explicit Checker(const Sources& sources) : sources_(sources) {}

  /// All of a map: its keys must be among `fields`, which give types, bounds and defaults.
  [[nodiscard]] SettingPtr object(const ObjectPlace& place, std::span<const Field> fields);

  /// The values of `fields` alone, whatever other keys there are. A missing key is not reported
  /// where one of `mistyped` was probably meant to be it.
  [[nodiscard]] SettingPtr values(const ObjectPlace& place, std::span<const Field> fields,
                                  std::span<const std::string_view> mistyped = {});

  /// Reports the keys of a map that are not in `known`; returns the known ones that were probably
  /// meant.
  std::vector<std::string_view> names(const ObjectPlace& place,
                                      std::span<const std::string_view> known);

 private:
  /// A checked value, or why there is none.
  struct Outcome {
    enum class State : std::uint8_t { good, absent, wrong };
    State state = State::wrong;
    SettingPtr value;
    std::vector<std::string> variables;  ///< of an absent value: those that are empty
  };

  /// A value's surroundings.
  struct Place {
    Position position;
    const std::string& path;
  };

  Outcome value(const Node& node, const Field& field, const Place& place);
  Outcome scalar(const Node& node, const Field& field, const Place& place);
  Outcome text(const ValueText& value, const Field& field, const Place& place);
  Outcome list(const Node& node, const Field& field, const Place& place);
  Outcome map(const Node& node, const Field& field, const Place& place);
  /// One value that stands for an object.
  Outcome one_for_all(const Node& node, const Field& field, const Place& place);
  Outcome collection(const Field& field, const Place& place, std::size_t size, bool is_complete,
                     SettingNode::Data data);
  Outcome wrong(const Place& place, std::string message);
  Outcome good(const Place& place, SettingNode::Data data);
  SettingPtr absent(const Field& field, const Place& place,
                    const std::vector<std::string>& variables);
  SettingPtr missing(const Field& field, const std::string& path);
  SettingPtr default_of(const std::string& yaml, const Field& field, const std::string& path);
  [[nodiscard]] Position at(Position position) const;
  [[nodiscard]] bool is_exposed(const ValueText& value) const;

  const Sources& sources_;
};

}  // namespace yak::config
