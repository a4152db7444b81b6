// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::generation {

/// Calls `visit` for every text in `settings` whose role in `schema` is `role`, in the order of the
/// schema, at any depth. Pure.
void for_each_text(
    const Schema& schema, const Settings& settings, TextRole role,
    const std::function<void(const SettingNode& node, const std::string& text)>& visit);

/// Returns `settings` with the result of `change` in the place of each of these texts. Pure.
Settings with_texts_changed(const Schema& schema, const Settings& settings, TextRole role,
                            const std::function<std::string(const std::string& text)>& change);

}  // namespace yak::generation
