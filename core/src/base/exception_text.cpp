// SPDX-License-Identifier: Apache-2.0
#include "base/exception_text.hpp"

namespace yak::base {

std::string exception_text(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& failure) {
    return failure.what();
  } catch (...) {
    return "something that is not a std::exception";
  }
}

}  // namespace yak::base
