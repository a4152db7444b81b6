// SPDX-License-Identifier: Apache-2.0
#include "yak/secret.hpp"

#include <openssl/crypto.h>

#include <cstring>
#include <utility>

namespace yak {

void wipe(std::string& text) noexcept {
  // A moved-from short text still has its characters in the string's internal buffer.
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.Move): wipes the moved-from text
  text.resize(text.capacity());
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

// NOLINTBEGIN(bugprone-use-after-move,clang-analyzer-cplusplus.Move): moved-from texts are wiped
Secret::Secret(std::string text) : text_(std::move(text)) { wipe(text); }

Secret::Secret(const Secret&) = default;

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe(text_);
    text_ = other.text_;
  }
  return *this;
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    // Wipe first: the assignment may keep the old memory without overwriting it.
    wipe(text_);
    text_ = std::move(other.text_);
    wipe(other.text_);
  }
  return *this;
}
// NOLINTEND(bugprone-use-after-move,clang-analyzer-cplusplus.Move)

Secret::~Secret() { wipe(text_); }

bool Secret::equals(std::string_view other) const noexcept {
  return text_.size() == other.size() &&
         CRYPTO_memcmp(text_.data(), other.data(), other.size()) == 0;
}

}  // namespace yak
