// SPDX-License-Identifier: Apache-2.0
#include "admin/host_check.hpp"

#include <gtest/gtest.h>

namespace yak::admin {
namespace {

TEST(HostCheck, AcceptsAddressesAndOwnNamesOnly) {
  const std::vector<std::string> names{"metrics.example.com", "yak.internal:9090"};
  for (const char* own :
       {"", "127.0.0.1:9090", "10.1.2.3", "[::1]:9090", "[2001:db8::1]", "localhost:9090", "yak",
        "yak:9090", "metrics.example.com", "METRICS.example.com.:80", "yak.internal"}) {
    EXPECT_TRUE(is_own_host(own, names)) << own;
  }
  for (const char* foreign :
       {"evil.example:9090", "127.0.0.1.evil.example", "sub.metrics.example.com",
        "metrics.example.com.evil", "[::1].evil.example", "1.2.3", "localhost.evil.example"}) {
    EXPECT_FALSE(is_own_host(foreign, names)) << foreign;
  }
}

}  // namespace
}  // namespace yak::admin
