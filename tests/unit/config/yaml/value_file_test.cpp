// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "unit/config/fixture.hpp"

namespace yak::config {
namespace {

namespace fs = std::filesystem;

/// A temporary folder with a configuration and the files that it names.
class ValueFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "yak-config-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  /// Writes a configuration with `value` as the channel's token and reads it.
  Settings read(const std::string& value, mode_t mode = 0600, testing::Variables variables = {}) {
    write("yak.yaml", "channels:\n  c:\n    plugin: p\n    token: " + value + "\n");
    fs::permissions(folder_ / "yak.yaml", static_cast<fs::perms>(mode));
    problems_ = Problems();
    const std::string path = folder_ / "yak.yaml";
    const Config config = Config::read(path, testing::environment(std::move(variables)), problems_);
    if (config.instances().size() < 2) return {};
    return config.check(config.instances()[1], Schema{Field::secret("token", "").required()},
                        problems_);
  }

  [[nodiscard]] std::string said() const {
    std::string text = problems_.text();
    for (std::size_t at = 0; (at = text.find(folder_.string())) != std::string::npos;) {
      text.replace(at, folder_.string().size(), "DIR");
    }
    return text;
  }

  fs::path folder_;
  Problems problems_;
};

TEST_F(ValueFile, IsReadFromTheConfigurationsFolderWithoutItsLastNewline) {
  write("token", "hunter2\n");
  EXPECT_TRUE(read("!file token").secret("token").equals("hunter2")) << said();
  write("token", "hunter2\n\n");
  EXPECT_TRUE(read("!file token").secret("token").equals("hunter2\n")) << said();
  write("token", "hunter2\r\n");
  EXPECT_TRUE(read("!file token").secret("token").equals("hunter2")) << said();
  write("token", "${NOT_EXPANDED}");
  EXPECT_TRUE(read("!file token", 0644).secret("token").equals("${NOT_EXPANDED}")) << said();
  EXPECT_TRUE(read("!file " + (folder_ / "token").string()).has("token")) << said();
  const auto named = read("!file ${DIR}/token", 0644, {{"DIR", folder_.string()}});
  EXPECT_TRUE(named.has("token")) << said();
}

TEST_F(ValueFile, ReportsWhyItCannotBeRead) {
  (void)read("!file token");
  EXPECT_EQ(said(), "DIR/yak.yaml:4:12: channels.c.token: !file token: no such file\n");
  (void)read("!file .");
  EXPECT_EQ(said(), "DIR/yak.yaml:4:12: channels.c.token: !file .: it is a directory\n");
  write("token", std::string(64 * 1024 + 1, 'x'));
  (void)read("!file token");
  EXPECT_EQ(said(), "DIR/yak.yaml:4:12: channels.c.token: !file token: larger than 64 KiB\n");
  write("token", std::string("a\0b", 3));
  (void)read("!file token");
  EXPECT_EQ(said(), "DIR/yak.yaml:4:12: channels.c.token: !file token: is not UTF-8 text\n");
  write("token", "\n");
  (void)read("!file token");
  EXPECT_EQ(said(), "DIR/yak.yaml:4:12: channels.c.token: required, and empty\n");
  (void)read("!file \"\"");
  EXPECT_EQ(said(), "DIR/yak.yaml:4:12: channels.c.token: !file : the file name is missing\n");
}

TEST_F(ValueFile, ACredentialIsReadFromTheServiceManagersFolder) {
  fs::create_directory(folder_ / "credentials");
  write("credentials/token", "hunter2\n");
  const testing::Variables variables{{"CREDENTIALS_DIRECTORY", folder_ / "credentials"},
                                     {"NAME", "token"}};
  // A world-readable configuration may name a credential, as it may name a file.
  for (const char* value : {"!credential token", "!credential ${NAME}", "!credential \"token\""}) {
    EXPECT_TRUE(read(value, 0644, variables).secret("token").equals("hunter2")) << said();
  }
}

TEST_F(ValueFile, AMissingCredentialSaysWhatToDo) {
  const auto said_of = [this](const char* value, testing::Variables variables) {
    (void)read(value, 0600, std::move(variables));
    return said();
  };
  const std::string place = "DIR/yak.yaml:4:12: channels.c.token: !credential ";
  EXPECT_EQ(said_of("!credential token", {}),
            place +
                "token: $CREDENTIALS_DIRECTORY is not set; the service manager sets it for a unit "
                "with LoadCredential=\n");
  EXPECT_EQ(said_of("!credential token", {{"CREDENTIALS_DIRECTORY", folder_}}),
            place +
                "token: not loaded; add it to the unit: "
                "LoadCredential=token:/path/of/its/file\n");
  for (const char* name : {"../yak.yaml", "/etc/passwd", "..", "."}) {
    const std::string value = std::string("!credential ") + name;
    EXPECT_EQ(said_of(value.c_str(), {{"CREDENTIALS_DIRECTORY", folder_}}),
              place + name + ": not a plain file name; use !file for a path\n");
  }
  EXPECT_EQ(said_of("!credential \"\"", {{"CREDENTIALS_DIRECTORY", folder_}}),
            place + ": the credential name is missing\n");
  write("token", std::string(64 * 1024 + 1, 'x'));
  EXPECT_EQ(said_of("!credential token", {{"CREDENTIALS_DIRECTORY", folder_}}),
            place + "token: larger than 64 KiB\n");
}

TEST_F(ValueFile, APipeWithoutAWriterDoesNotHang) {
  ASSERT_EQ(::mkfifo((folder_ / "token").c_str(), 0600), 0);
  (void)read("!file token");
  EXPECT_EQ(said(), "DIR/yak.yaml:4:12: channels.c.token: required, and empty\n");
}

TEST_F(ValueFile, InlineSecretsNeedAConfigurationThatOnlyItsOwnerCanRead) {
  EXPECT_TRUE(read("hunter2", 0600).has("token")) << said();
  EXPECT_TRUE(read("hunter2", 0400).has("token")) << said();
  for (const mode_t mode : {0640, 0604, 0644}) {
    (void)read("hunter2", mode);
    EXPECT_EQ(said(),
              "DIR/yak.yaml:4:12: channels.c.token: a secret in a file that its group or others "
              "can read; chmod 600 DIR/yak.yaml, or use ${NAME} or !file\n");
  }
}

TEST_F(ValueFile, AConfigurationThatCannotBeReadIsAProblem) {
  Problems problems;
  const Config config =
      Config::read((folder_ / "none.yaml").string(), testing::environment(), problems);
  EXPECT_EQ(problems.text(), (folder_ / "none.yaml").string() + ": cannot be read: no such file\n");
  EXPECT_TRUE(config.instances().empty());
}

}  // namespace
}  // namespace yak::config
