#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml/environment.hpp"

namespace yak::config {

/// A text with its variables put in.
struct Expansion {
  std::string text;
  std::vector<std::string> variables;  ///< every name met, in order, each once
  bool has_reference = false;          ///< there was a `${…}`
  bool is_foreign = false;             ///< part of `text` came from the environment
  std::vector<std::string> faults;     ///< what is wrong, each one sentence without any value
};

/// What an unset variable without a default is.
enum class Unset : std::uint8_t { fault, empty };

/// Puts in `${NAME}` and `${NAME:-default}`; the default counts where NAME is unset or empty, as in
/// a shell (POSIX.1-2017, 2.6.2), and may hold references itself. `$$` is a `$`; any other `$`
/// stands for itself. Texts beyond 64 KiB, before or after, and defaults nested more than 8 deep
/// are faults. Pure.
[[nodiscard]] Expansion expand(std::string_view text, const Environment& environment,
                               Unset unset = Unset::fault);

/// A letter or `_`, then letters, digits and `_`.
[[nodiscard]] bool is_variable_name(std::string_view name) noexcept;

}  // namespace yak::config
