// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml/environment.hpp"

namespace yak::config {

/// The result of expanding the variables in a text.
struct Expansion {
  std::string text;
  std::vector<std::string> variables;  ///< every name found, in order, without duplicates
  bool has_reference = false;          ///< the text contains a `${…}`
  bool is_foreign = false;             ///< part of `text` comes from the environment
  std::vector<std::string> faults;     ///< error texts; contain no values
};

/// How to treat an unset variable without a default.
enum class Unset : std::uint8_t { fault, empty };

/// Expands `${NAME}` and `${NAME:-default}`. The default is used if NAME is unset or empty, as in a
/// shell (POSIX.1-2017, 2.6.2), and may contain references itself. `$$` becomes `$`; any other `$`
/// is kept. Text above 64 KiB, before or after expansion, and defaults nested more than 8 deep are
/// faults. Pure.
[[nodiscard]] Expansion expand(std::string_view text, const Environment& environment,
                               Unset unset = Unset::fault);

/// A letter or `_`, then letters, digits and `_`.
[[nodiscard]] bool is_variable_name(std::string_view name) noexcept;

}  // namespace yak::config
