// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// The words of a choice, each with its value.
template <class E, std::size_t N>
using Words = std::array<std::pair<std::string_view, E>, N>;

namespace reading {

inline void read(bool& to, const Settings& from, const std::string& key) { to = from.boolean(key); }
template <std::integral Number>
void read(Number& to, const Settings& from, const std::string& key) {
  to = static_cast<Number>(from.integer(key));
}
inline void read(double& to, const Settings& from, const std::string& key) {
  to = from.number(key);
}
inline void read(std::string& to, const Settings& from, const std::string& key) {
  to = from.text(key);
}
inline void read(Secret& to, const Settings& from, const std::string& key) {
  to = from.secret(key);
}
inline void read(std::chrono::milliseconds& to, const Settings& from, const std::string& key) {
  to = from.duration(key);
}
inline void read(std::vector<std::string>& to, const Settings& from, const std::string& key) {
  to = from.texts(key);
}
inline void read(std::vector<std::chrono::milliseconds>& to, const Settings& from,
                 const std::string& key) {
  to = from.durations(key);
}
inline void read(std::map<std::string, std::string>& to, const Settings& from,
                 const std::string& key) {
  for (auto& [name, text] : from.text_map(key)) to[name] = std::move(text);
}
inline void read(std::vector<std::pair<std::string, Secret>>& to, const Settings& from,
                 const std::string& key) {
  for (const auto& [name, value] : from.entries(key)) {
    to.emplace_back(name, std::get<Secret>(value.node()->data));
  }
}
template <class T>
void read(std::optional<T>& to, const Settings& from, const std::string& key) {
  read(to.emplace(), from, key);
}

}  // namespace reading

/// The keys of an object in the configuration file, each with the member of the struct `T` that
/// takes its value: the source of both the schema and the struct. A plain value.
///
///   Section<TlsConfig>()
///       .key(&TlsConfig::certificate, Field::text("certificate", "PEM file …").required())
///       .key(&TlsConfig::private_key, Field::text("private_key", "PEM file …").required());
template <class T>
class Section {
 public:
  /// A key whose type fits the type of `member`. A key without default, and one that may be
  /// missing, needs an optional member if its absence differs from the zero of its type.
  template <class M>
  Section&& key(M T::* member, Field field) && {
    return std::move(*this).add(std::move(field),
                                [member](T& to, const Settings& from, const std::string& name) {
                                  reading::read(to.*member, from, name);
                                });
  }

  /// A choice between `words`, of which `standard` is the default.
  template <class E, std::size_t N>
  Section&& choice(E T::* member, std::string name, std::string description,
                   const Words<E, N>& words, std::string standard) && {
    std::vector<std::string> texts;
    for (const auto& [word, value] : words) texts.emplace_back(word);
    Field field = Field::choice(std::move(name), std::move(description), std::move(texts))
                      .defaults_to(std::move(standard));
    return std::move(*this).add(
        std::move(field), [member, words](T& to, const Settings& from, const std::string& key) {
          const std::string& text = from.text(key);
          for (const auto& [word, value] : words) {
            if (word == text) to.*member = value;
          }
        });
  }

  /// An object within this one. Its member is optional if the object may be missing.
  template <class M, class Inner>
  Section&& object(M T::* member, std::string name, std::string description,
                   Section<Inner> inner) && {
    Field field = Field::object(std::move(name), std::move(description), inner.schema());
    return std::move(*this).add(
        std::move(field),
        [member, inner = std::move(inner)](T& to, const Settings& from, const std::string& key) {
          to.*member = inner.read(from.object(key));
        });
  }

  /// A map from any key to such objects, in the order of the file.
  template <class Inner>
  Section&& map(std::vector<std::pair<std::string, Inner>> T::* member, std::string name,
                std::string description, Section<Inner> inner) && {
    Field field =
        Field::map(std::move(name), std::move(description), Field::element(inner.schema()))
            .defaults_to("{}");
    return std::move(*this).add(
        std::move(field),
        [member, inner = std::move(inner)](T& to, const Settings& from, const std::string& key) {
          for (const auto& [entry, value] : from.entries(key)) {
            (to.*member).emplace_back(entry, inner.read(value));
          }
        });
  }

  /// A key that is in the schema only.
  Section&& other(Field field) && { return std::move(*this).add(std::move(field), nullptr); }

  [[nodiscard]] Schema schema() const {
    Schema schema;
    for (const Key& key : keys_) schema.add(key.field);
    return schema;
  }

  /// Reads settings that were checked against this schema. The member of a key that is not in them
  /// keeps the value that it has in a fresh `T`.
  [[nodiscard]] T read(const Settings& settings) const {
    T read;
    for (const Key& key : keys_) {
      if (key.read && settings.has(key.field.name)) key.read(read, settings, key.field.name);
    }
    return read;
  }

 private:
  using Read = std::function<void(T& to, const Settings& from, const std::string& key)>;
  struct Key {
    Field field;
    Read read;  ///< null: in the schema only
  };

  Section&& add(Field field, Read read) && {
    keys_.push_back({std::move(field), std::move(read)});
    return std::move(*this);
  }

  std::vector<Key> keys_;
};

}  // namespace yak::config
