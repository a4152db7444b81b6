// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "yak/message/message.hpp"

/// Rules for rendered replies on every channel. Pure functions.
namespace yak::conversation {

/// The reply when the turn or the rendering of its reply failed.
inline constexpr std::string_view kTurnFailedText =
    "Sorry, something went wrong on our side. Please try again in a moment.";

/// Returns false if the text has only white space and invisible characters.
[[nodiscard]] bool is_visible(std::string_view text) noexcept;

/// Returns `pieces` without the blank ones. If none remains of a reply that has parts, returns the
/// unrendered texts; if those are blank too, a sentence that says so.
[[nodiscard]] std::vector<Outbound> ensure_visible(std::vector<Outbound> pieces,
                                                   const Reply& reply);

/// Truncates `pieces` to `max_parts` (at least 2). The last piece then says how many were left out.
/// Returns that number.
std::size_t cut_to(std::size_t max_parts, std::vector<Outbound>& pieces);

/// Returns the bytes of text in all parts.
[[nodiscard]] std::size_t text_bytes(const Reply& reply) noexcept;

}  // namespace yak::conversation
