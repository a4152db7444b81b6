#pragma once

namespace yak::openai {

/// The first byte between `at` and `end` that a JSON string cannot hold as it is (a control
/// character, `"`, `\`: RFC 8259, section 7); `end` when there is none. Whether the bytes are UTF-8
/// is not looked at.
[[nodiscard]] const char* plain_end(const char* at, const char* end) noexcept;

}  // namespace yak::openai
