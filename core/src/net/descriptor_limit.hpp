// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

/// The process's limit of open descriptors (RLIMIT_NOFILE), and the server's share of it.
namespace yak::net {

/// Raises the soft limit to the hard limit and returns the resulting soft limit. Call it once,
/// before opening any descriptor.
std::size_t raise_descriptor_limit() noexcept;
/// The current soft limit.
[[nodiscard]] std::size_t descriptor_limit() noexcept;
/// The hard limit, to which `raise_descriptor_limit` raises the soft limit.
[[nodiscard]] std::size_t highest_descriptor_limit() noexcept;

/// The number of server connections to allow, at most `wanted`. Reserves half of `limit`, at most
/// 1024 descriptors, for the connections of providers and channels, the store, plugins and the
/// admin API. Never returns 0. Pure.
[[nodiscard]] std::size_t connections_within(std::size_t limit, std::size_t wanted) noexcept;

/// Whether the process can open a descriptor now.
[[nodiscard]] bool has_free_descriptor() noexcept;

}  // namespace yak::net
