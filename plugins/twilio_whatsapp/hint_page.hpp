#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// The page for an operator who opened the webhook in a browser: the daemon is reached, and what to
/// enter where. `url` is the webhook's, without credentials.
std::string hint_page(std::string_view url);

/// The sentence for whoever asks for a path that nothing serves.
std::string path_hint(std::string_view url);

}  // namespace yak::twilio
