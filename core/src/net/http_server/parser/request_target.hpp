// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>

namespace yak::net {

/// Whether `target` is valid in a request line (RFC 9112, section 3.2): a path, `*`, an absolute
/// http or https URL as proxies send it, or with CONNECT a host and port.
bool is_request_target(std::string_view method, std::string_view target) noexcept;

/// Splits a target accepted by `is_request_target` into path and query.
std::pair<std::string_view, std::string_view> split_target(std::string_view target) noexcept;

/// Whether `value` contains only characters of a host and port (RFC 3986, section 3.2). True if it
/// is empty.
bool has_host_characters(std::string_view value) noexcept;

}  // namespace yak::net
