// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "cli/admin_client.hpp"

namespace yak::cli {
namespace {

std::optional<std::string> socket_of(const std::string& text) {
  config::Problems problems;
  const auto config =
      config::Config::parse(text, "/etc/yak/yak.yaml", config::process_environment(), problems);
  return admin_socket_of(config, problems.empty());
}

TEST(AdminSocket, IsReadFromTheConfiguration) {
  EXPECT_EQ(socket_of("admin: {socket: /run/yak/yak.sock}\n"), "/run/yak/yak.sock");
}

TEST(AdminSocket, IsFoundInAConfigurationWithUnresolvedValues) {
  EXPECT_EQ(socket_of("admin: {socket: /run/yak/yak.sock, token: !credential token}\n"
                      "nonsense: 1\n"),
            "/run/yak/yak.sock");
}

TEST(AdminSocket, IsNotGuessedFromABrokenFile) {
  EXPECT_EQ(socket_of("nonsense: 1\n"), std::nullopt);
  EXPECT_EQ(socket_of("admin: {socket: /run/yak/yak.sock\n"), std::nullopt);
}

}  // namespace
}  // namespace yak::cli
