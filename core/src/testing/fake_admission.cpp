// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_admission.hpp"

#include <utility>

namespace yak::testing {

task<result<std::string>> FakeAdmission::rule(Ruling ruling, std::string whom, const Message& by) {
  if (failure) co_return *failure;
  rulings.push_back({ruling, whom, by.user()});
  co_return whom + " on " + by.channel;
}

}  // namespace yak::testing
