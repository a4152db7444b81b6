#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yak::commands {

/// The one of `known` that whoever typed `word` most likely meant, or empty: the known word that it
/// begins with or that begins with it, else the nearest within a third of its length in edits
/// (at most 2). Words over 32 bytes have none. Pure.
std::string nearest_name(std::string_view word, const std::vector<std::string>& known);

}  // namespace yak::commands
