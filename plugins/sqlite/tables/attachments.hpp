// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yak/message/message.hpp"

namespace yak::sqlite {

/// JSON text for a row; absent if there are none. Bytes that are not UTF-8 become U+FFFD.
std::optional<std::string> to_json(const std::vector<Attachment>& attachments);
/// Reads what `to_json` wrote; empty for other text.
std::vector<Attachment> attachments_from_json(std::string_view text);

}  // namespace yak::sqlite
