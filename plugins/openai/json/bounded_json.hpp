#pragma once

#include <array>
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::openai {

/// One JSON text from outside, read within bounds: size, depth (64) and therefore stack. The value
/// lives in this object's arena, so nothing of it may outlive the object or the next `parse`.
class JsonDocument {
 public:
  static constexpr std::size_t kMaxDepth = 64;

  JsonDocument() = default;
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  /// `too_large` above `max_bytes`; `protocol` when it is not JSON or nests too deep. Bytes that
  /// are not UTF-8 and halves of surrogate pairs are let through (the latter as WTF-8): TextJoiner
  /// mends them.
  result<const boost::json::value*> parse(std::string_view text, std::size_t max_bytes);

 private:
  boost::json::error_code read(std::string_view text);

  alignas(std::max_align_t) std::array<unsigned char, 4096> buffer_;
  boost::json::monotonic_resource arena_{buffer_.data(), buffer_.size()};
  std::optional<boost::json::value> root_;
};

/// The member called `key`; null when `value` is no object, has no such member, or it is `null`.
[[nodiscard]] const boost::json::value* member(const boost::json::value& value,
                                               std::string_view key) noexcept;
/// The text of a member; nothing when it is absent or no text.
[[nodiscard]] std::optional<std::string_view> text_member(const boost::json::value& value,
                                                          std::string_view key) noexcept;
/// A whole number that is not negative; nothing when it is anything else.
[[nodiscard]] std::optional<std::int64_t> count_member(const boost::json::value& value,
                                                       std::string_view key) noexcept;

/// `json` with every escaped half of a surrogate pair that stands alone turned into its three
/// bytes.
[[nodiscard]] std::string mend_surrogates(std::string_view json);

}  // namespace yak::openai
