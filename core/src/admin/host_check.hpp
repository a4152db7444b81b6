#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yak::admin {

/// Whether a request with this Host is meant for a listener that asks for no token. A web page can
/// have its own name lead to an address that only its reader's browser reaches (DNS rebinding), and
/// then read the answer; the browser still names the page's host. So addresses, `localhost`, names
/// without a dot (which no public page has) and `names` are taken, and no Host at all, which no
/// browser leaves out. Pure.
bool is_own_host(std::string_view host, const std::vector<std::string>& names);

}  // namespace yak::admin
