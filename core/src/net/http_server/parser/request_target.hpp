#pragma once

#include <string_view>
#include <utility>

namespace yak::net {

/// Whether a request line may ask for `target` (RFC 9112, section 3.2): a path, `*`, a whole
/// http or https URL as proxies send it, or with CONNECT a host and port.
bool is_request_target(std::string_view method, std::string_view target) noexcept;

/// Path and query of a target that `is_request_target`.
std::pair<std::string_view, std::string_view> split_target(std::string_view target) noexcept;

/// Whether `value` has only characters of a host and port (RFC 3986, section 3.2); also when empty.
bool has_host_characters(std::string_view value) noexcept;

}  // namespace yak::net
