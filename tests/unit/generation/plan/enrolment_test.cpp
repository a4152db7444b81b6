// SPDX-License-Identifier: Apache-2.0
#include "plugins/enrolment.hpp"

#include <gtest/gtest.h>

namespace yak::plugins {
namespace {

result<std::unique_ptr<Provider>> make_first(ProviderContext& /*context*/, Settings /*settings*/) {
  return error(ErrorKind::unsupported, "first");
}
result<std::unique_ptr<Provider>> make_second(ProviderContext& /*context*/, Settings /*settings*/) {
  return error(ErrorKind::unsupported, "second");
}

TEST(Enrolment, KeepsTheFirstRegistrationOfAKindAndReportsASecond) {
  Plugin plugin;
  Enrolment enrolment(plugin);
  enrolment.channel(Schema(), nullptr, nullptr, {});
  enrolment.provider(Schema(), &make_first, nullptr);
  EXPECT_EQ(enrolment.registered_twice(), "");
  enrolment.provider(Schema(), &make_second, nullptr);
  EXPECT_EQ(enrolment.registered_twice(), "provider");
  EXPECT_EQ(plugin.provider->factory, &make_first);
  EXPECT_EQ(plugin.kinds(), "channel and provider");
}

}  // namespace
}  // namespace yak::plugins
