// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::openai {

/// Parses one untrusted JSON text with bounds on size and depth (`kMaxJsonDepth`), and so on the
/// stack. The value lives in this object's arena: no part of it may be used after the object's end
/// or the next `parse`.
class JsonDocument {
 public:
  JsonDocument() = default;
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  /// `too_large` above `max_bytes`; `protocol` when it is not JSON or nests too deep. Invalid UTF-8
  /// and unpaired surrogates (as WTF-8) are accepted; TextJoiner repairs them.
  result<const boost::json::value*> parse(std::string_view text, std::size_t max_bytes);

 private:
  boost::json::error_code read(std::string_view text);

  alignas(std::max_align_t) std::array<unsigned char, 4096> buffer_;
  boost::json::monotonic_resource arena_{buffer_.data(), buffer_.size()};
  std::optional<boost::json::value> root_;
};

/// The member `key`; null when `value` is not an object, has no such member, or it is `null`.
[[nodiscard]] const boost::json::value* member(const boost::json::value& value,
                                               std::string_view key) noexcept;
/// The text of a member; empty when it is absent or not a string.
[[nodiscard]] std::optional<std::string_view> text_member(const boost::json::value& value,
                                                          std::string_view key) noexcept;
/// A member that is a non-negative integer; empty when it is anything else.
[[nodiscard]] std::optional<std::int64_t> count_member(const boost::json::value& value,
                                                       std::string_view key) noexcept;

/// `json` with every escaped unpaired surrogate replaced by its three bytes (WTF-8).
[[nodiscard]] std::string mend_surrogates(std::string_view json);

}  // namespace yak::openai
