#pragma once

#include <cstddef>

/// How many descriptors this process may have open (RLIMIT_NOFILE), and who may use them.
namespace yak::net {

/// Raises the process's own bound to the most that it may have; gives what holds now. Once, before
/// anything is opened.
std::size_t raise_descriptor_limit() noexcept;
/// The bound that holds now.
[[nodiscard]] std::size_t descriptor_limit() noexcept;
/// What `raise_descriptor_limit` would come to.
[[nodiscard]] std::size_t highest_descriptor_limit() noexcept;

/// As many of `wanted` server connections as leave enough of `limit` for the models' and channels'
/// connections, the store, plugins and the admin API: at least half of it, or 1024 descriptors.
/// Never 0. Pure.
[[nodiscard]] std::size_t connections_within(std::size_t limit, std::size_t wanted) noexcept;

/// Whether a descriptor could be opened at this moment.
[[nodiscard]] bool has_free_descriptor() noexcept;

}  // namespace yak::net
