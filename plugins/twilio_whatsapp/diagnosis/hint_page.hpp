#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// The page for an operator who opened the webhook in a browser: the daemon is reached, and where
/// to read what to enter. It names no URL: anybody may open it.
std::string hint_page();

/// The sentence for the operator when requests come for a path that nothing serves. `url` is the
/// webhook's, without credentials.
std::string path_hint(std::string_view url);

}  // namespace yak::twilio
