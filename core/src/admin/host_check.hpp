// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yak::admin {

/// Whether a request with this Host is meant for a listener that requires no token. A web page can
/// make its own name resolve to an address that only the user's browser reaches (DNS rebinding) and
/// then read the response; the browser still sends the page's host name. So this accepts IP
/// addresses, `localhost`, names without a dot (no public page has one), `names`, and requests
/// without Host (every browser sends one). Pure.
bool is_own_host(std::string_view host, const std::vector<std::string>& names);

}  // namespace yak::admin
