#include "yak/secret.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace yak {

namespace {

/// All that a string has room for: a short text that was moved on stays in the string itself.
void wipe_all(std::string& text) noexcept {
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.Move): whatever a move has left is what is wiped
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace

Secret::Secret(std::string text) : text_(std::move(text)) { wipe_all(text); }

Secret::Secret(const Secret&) = default;

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    text_ = other.text_;
  }
  return *this;
}

// A copy, because a move would leave a short text where it was.
// NOLINTNEXTLINE(performance-move-constructor-init)
Secret::Secret(Secret&& other) noexcept : text_(other.text_) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = other.text_;
    other.wipe();
  }
  return *this;
}

Secret::~Secret() { wipe(); }

bool Secret::equals(std::string_view other) const noexcept {
  return text_.size() == other.size() &&
         CRYPTO_memcmp(text_.data(), other.data(), other.size()) == 0;
}

void Secret::wipe() noexcept { wipe_all(text_); }

}  // namespace yak
