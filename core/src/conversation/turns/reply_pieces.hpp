#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "yak/message.hpp"

/// What a rendered reply is allowed to be, on every channel. Pure.
namespace yak::conversation {

/// False for text of white space and characters without a shape alone.
[[nodiscard]] bool is_visible(std::string_view text) noexcept;

/// `pieces` without those that would show nothing. Where none is left of a reply that has parts,
/// its texts as they were written; where they are blank too, a sentence that says so.
[[nodiscard]] std::vector<Outbound> never_nothing(std::vector<Outbound> pieces, const Reply& reply);

/// At most `max_parts` (at least 2) of `pieces`: the last of them then says how many are left out.
/// Gives the number that is left out.
std::size_t cut_to(std::size_t max_parts, std::vector<Outbound>& pieces);

/// Bytes of text in all parts.
[[nodiscard]] std::size_t text_bytes(const Reply& reply) noexcept;

}  // namespace yak::conversation
