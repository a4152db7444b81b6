#pragma once

#include <string>
#include <string_view>

#include "admin/api_response.hpp"
#include "yak/store.hpp"

/// What the admin API says of one person. Nothing is masked: it is for that person. Pure.
namespace yak::admin {

/// `done`.
std::string_view state_name(MessageState state);

Json counts_as_json(const PersonCounts& counts);
/// A page with the members user, counts (on the first), messages, deliveries, history, keys, usage,
/// and next, which is null on the last.
Json page_as_json(const std::string& user, const PersonPage& page);

}  // namespace yak::admin
