// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yak::openai {

/// The first byte in [`at`, `end`) that a JSON string must escape (a control character, `"`, `\`:
/// RFC 8259, section 7); `end` when there is none. Does not check that the bytes are UTF-8.
[[nodiscard]] const char* plain_end(const char* at, const char* end) noexcept;

}  // namespace yak::openai
