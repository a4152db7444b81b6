// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "admin/api_response.hpp"
#include "yak/store/person_records.hpp"

/// JSON of the admin API about one person. Nothing is masked, because it is for that person. Pure.
namespace yak::admin {

/// The name of a state, as `done`.
std::string_view state_name(MessageState state);

Json counts_as_json(const PersonCounts& counts);
/// A page with the members user, counts (first page only), messages, deliveries, history, keys,
/// usage, and next, which is null on the last page.
Json page_as_json(const std::string& user, const PersonPage& page);

}  // namespace yak::admin
