// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "yak/api.hpp"

namespace yak {

/// A secret text. It cannot be streamed, formatted or converted. The only access is `reveal()`,
/// which is easy to find in a review. The memory is wiped on destruction.
class YAK_API Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  Secret(const Secret&);
  Secret& operator=(const Secret&);
  Secret(Secret&&) noexcept;
  Secret& operator=(Secret&&) noexcept;
  ~Secret();

  /// The text. Valid as long as this object. Pass it only to code that needs it.
  [[nodiscard]] std::string_view reveal() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  /// Compares in time that depends on the lengths only.
  [[nodiscard]] bool equals(std::string_view other) const noexcept;

  template <class Stream>
  friend Stream& operator<<(Stream&, const Secret&) = delete;

 private:
  std::string text_;
};

/// Overwrites the whole capacity of `text` and empties it. For temporary texts that contain a
/// secret, such as a header's value.
YAK_API void wipe(std::string& text) noexcept;

}  // namespace yak
