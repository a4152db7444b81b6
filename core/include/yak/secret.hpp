#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "yak/api.hpp"

namespace yak {

/// A value that must not be seen. It cannot be streamed, formatted or converted; the one way to the
/// text is `reveal()`, which is easy to find in a review. The text is wiped on destruction.
class YAK_API Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  Secret(const Secret&);
  Secret& operator=(const Secret&);
  Secret(Secret&&) noexcept;
  Secret& operator=(Secret&&) noexcept;
  ~Secret();

  /// The text itself. Valid as long as this object; hand it only to what must have it.
  [[nodiscard]] std::string_view reveal() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  /// Compares in a time that depends on the lengths alone.
  [[nodiscard]] bool equals(std::string_view other) const noexcept;

  template <class Stream>
  friend Stream& operator<<(Stream&, const Secret&) = delete;

 private:
  std::string text_;
};

/// Overwrites all that `text` has room for and empties it. For a text that holds a secret on its
/// way somewhere, a header's value say, before it goes.
YAK_API void wipe(std::string& text) noexcept;

}  // namespace yak
