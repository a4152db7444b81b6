#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace yak::observe {

/// Takes addresses out of words that others wrote, such as the reason why a service refused a
/// message: the ones that it knows, with or without what stands around their digits, and whatever
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
