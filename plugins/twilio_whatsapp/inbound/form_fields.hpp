// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "yak/http.hpp"

namespace yak::twilio {

/// The first value of the field `name`, or empty. Valid as long as `form`.
inline std::string_view field(const std::vector<FormField>& form, std::string_view name) noexcept {
  const auto found = std::ranges::find(form, name, &FormField::first);
  return found == form.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace yak::twilio
