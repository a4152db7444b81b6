#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace yak::commands {

/// The longest argument of a command, in bytes: no command needs more, and it is echoed back.
inline constexpr std::size_t kMaxArgument = 256;

/// What a text asks for, whether or not such a command exists.
struct ParsedCommand {
  std::string name;      ///< lower case, without the slash; never empty
  std::string argument;  ///< trimmed; empty when it was too long
  bool argument_too_long = false;
};

/// Reads a command from what a person typed, or gives nothing: then the text is for the model.
///
/// `/name`, `/name argument`, `/name: argument`, `/name@bot argument`, in any case and with any
/// Unicode space around. A word with a further slash or other signs in it (`/usr/bin`) is none. The
/// first bot's words are taken too: `model: NAME` with one word behind it as `model`, and `billing`
/// alone as `billing`. Pure; linear in the text.
std::optional<ParsedCommand> parse_command(std::string_view raw_text);

}  // namespace yak::commands
