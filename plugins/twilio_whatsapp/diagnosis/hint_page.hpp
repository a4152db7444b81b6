// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// The page for an operator who opened the webhook in a browser: says that the daemon is reachable
/// and where to find the URL to enter. It contains no URL, because the page is public.
std::string hint_page();

/// The hint that is logged when a request has a path that nothing serves. `url` is the webhook's,
/// without credentials.
std::string path_hint(std::string_view url);

}  // namespace yak::twilio
