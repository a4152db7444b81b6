// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "yak/middleware.hpp"

namespace yak::commands {

/// The longest argument of a command, in bytes. Bounded because replies quote it.
inline constexpr std::size_t kMaxArgument = 256;

/// Parses a command from what a person typed; empty when the text is for the model. Pure; linear in
/// the text.
///
/// Accepts `/name`, `/name argument`, `/name: argument` and `/name@bot argument`, in any case and
/// with any Unicode space around. A word with a further slash or another sign in it (`/usr/bin`) is
/// not a command. Two forms without a slash are accepted for users of an earlier bot: `model: NAME`
/// with exactly one word, and `billing` alone.
std::optional<CommandCall> parse_command(std::string_view raw_text);

}  // namespace yak::commands
