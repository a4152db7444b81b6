// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace yak::observe {

/// Masks addresses in text from other services, such as the reason why a service refused a message.
/// Masks the addresses given to the constructor, both whole and as bare digits, and everything that
/// looks like a telephone number (`+` and at least seven digits). Immutable; thread-safe.
class AddressMask {
 public:
  AddressMask() = default;
  AddressMask(std::initializer_list<std::string_view> addresses);

  [[nodiscard]] std::string clean(std::string text) const;

 private:
  std::vector<std::string> known_;
};

}  // namespace yak::observe
