// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "plugins/abi_tag.hpp"
#include "plugins/plugin_loader.hpp"
#include "yak/abi.hpp"

namespace yak::plugins {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Outcome {
  int exit_code = -1;
  std::string output;
};

Outcome run(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const std::size_t size = fread(buffer.data(), 1, buffer.size(), pipe)) {
    outcome.output.append(buffer.data(), size);
  }
  const int status = pclose(pipe);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

class PluginsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(::testing::TempDir()) /
             (std::string("yak-plugins-") +
              ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  /// Runs `yak check` on a valid configuration with these middleware, the first on line 9.
  [[nodiscard]] Outcome check(const std::vector<std::string>& middleware,
                              const std::string& command = "check") const {
    std::string yaml =
        "server: {listen: \"127.0.0.1:0\"}\n"
        "store: {plugin: memory}\n"
        "channels: {console: {plugin: console}}\n"
        "providers: {echo: {plugin: echo}}\n"
        "assistant: {model: echo/echo}\n"
        "data_dir: " +
        folder.string() +
        "\n"
        "plugins: {path: [\"" YAK_BAD_PLUGINS "\", \"" +
        folder.string() +
        "\"]}\n"
        "middleware:\n";
    for (const std::string& plugin : middleware) yaml += "  - {plugin: " + plugin + "}\n";
    write("yak.yaml", yaml);
    return run("timeout 20 " YAK_BINARY " " + command + " -c " + (folder / "yak.yaml").string());
  }

  fs::path folder;
};

TEST_F(PluginsTest, EachBadPluginIsOneClearErrorAtItsLine) {
  write("text_file.so", "not a library\n");
  write("empty_file.so", "");
  std::ifstream good(YAK_PLUGIN_DIR "/echo.so", std::ios::binary);
  std::string head(3000, '\0');
  good.read(head.data(), static_cast<std::streamsize>(head.size()));
  write("truncated.so", head);

  struct Row {
    const char* plugin;
    const char* words;
  };
  const std::vector<Row> rows{
      {"missing_one", "there is no plugin 'missing_one'"},
      {"text_file", "is not a shared library"},
      {"empty_file", "is not a shared library"},
      {"truncated", "is damaged"},
      {"no_plugin", "is a shared library, but not a Yak plugin"},
      {"other_build", "compiler gcc12 instead of clang"},
      {"two_entries", "uses YAK_PLUGIN more than once"},
      {"misnamed", "calls itself 'another_name'"},
      {"throws_on_enrol", "no luck today"},
      {"throws_on_load", "yak_test_symbol_that_nobody_defines"},
      {"offers_nothing", "offers nothing"},
      {"echo", "plugin 'echo' is not a middleware plugin; it offers provider"},
  };
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const Row& row : rows) names.emplace_back(row.plugin);
  const Outcome outcome = check(names);
  EXPECT_EQ(outcome.exit_code, 78);
  int line = 9;
  for (const Row& row : rows) {
    EXPECT_THAT(outcome.output, HasSubstr("yak.yaml:" + std::to_string(line++) + ":"))
        << row.plugin;
    EXPECT_THAT(outcome.output, HasSubstr(row.words)) << row.plugin;
  }
  EXPECT_THAT(outcome.output, HasSubstr("12 problems"));
  EXPECT_THAT(outcome.output, Not(HasSubstr("the code of other_build ran")));
}

TEST_F(PluginsTest, AnOddPluginNameCannotLeaveTheFolder) {
  const Outcome outcome = check({"\"../../etc/passwd\""});
  EXPECT_EQ(outcome.exit_code, 78);
  EXPECT_THAT(outcome.output, HasSubstr("yak.yaml:9:"));
}

TEST_F(PluginsTest, AFactoryThatThrowsKeepsTheDaemonFromStartingInWords) {
  EXPECT_EQ(check({"throws_on_build"}).exit_code, 0);
  const Outcome outcome = check({"throws_on_build", "gives_nothing"}, "run");
  EXPECT_EQ(outcome.exit_code, 78);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("yak.yaml:9:"), HasSubstr("the factory is closed"),
                                    HasSubstr("yak.yaml:10:"), HasSubstr("returned null")));
}

TEST(AbiTag, ThisBuildsOwnPluginCarriesIt) {
  const auto symbol = read_plugin_symbol(YAK_PLUGIN_DIR "/echo.so", "echo.so");
  ASSERT_TRUE(symbol);
  EXPECT_EQ(*symbol, kAbiSymbol);
}

TEST(AbiTag, MismatchIsSaidPartByPart) {
  const std::string words =
      describe_mismatch("yak_plugin_v1_habc_clang19_cxx1_boost108100_separate_san_none",
                        "yak_plugin_v1_hdef_clang19_cxx1_boost108100_separate_san_asan");
  EXPECT_THAT(words, AllOf(HasSubstr("SDK headers habc instead of hdef"),
                           HasSubstr("sanitizer none instead of asan")));
  EXPECT_EQ(words.find("Boost"), std::string::npos);
}

TEST(AbiTag, AnUnknownFormIsSaidToo) {
  EXPECT_THAT(describe_mismatch("yak_plugin_v1_whatever", kAbiSymbol), HasSubstr("another form"));
}

}  // namespace
}  // namespace yak::plugins
