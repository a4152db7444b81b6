// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor_files.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "store_contract/temp_folder.hpp"

namespace yak::doctor {
namespace {

using Level = Diagnosis::Level;
using ::testing::HasSubstr;

constexpr Asker kDaemon{1000, 1000};

Level level_of(FileRole role, std::uint32_t mode, std::uint32_t owner = 1000,
               std::uint32_t group = 1000, Asker asker = kDaemon) {
  return diagnose_file("file", "/f", role, {S_IFREG | mode, owner, group}, asker).level;
}

TEST(DoctorFiles, SecretsMustBeReadableByTheirOwnerOnly) {
  EXPECT_EQ(level_of(FileRole::secret, 0600), Level::ok);
  EXPECT_EQ(level_of(FileRole::secret, 0400), Level::ok);
  EXPECT_EQ(level_of(FileRole::secret, 0640), Level::warn);
  EXPECT_EQ(level_of(FileRole::secret, 0644), Level::fail);
  EXPECT_EQ(level_of(FileRole::secret, 0604), Level::fail);
}

TEST(DoctorFiles, AcceptsARootFileThatTheDaemonsGroupMayRead) {
  EXPECT_EQ(level_of(FileRole::secret, 0640, 0, 1000), Level::ok);
  EXPECT_EQ(level_of(FileRole::secret, 0640, 0, 50), Level::warn);
  EXPECT_EQ(level_of(FileRole::secret, 0644, 0, 1000), Level::fail);
}

TEST(DoctorFiles, OtherFilesMayBeReadableButNotWritableByOthers) {
  EXPECT_EQ(level_of(FileRole::plain, 0644), Level::ok);
  EXPECT_EQ(level_of(FileRole::plain, 0664), Level::warn);
  EXPECT_EQ(level_of(FileRole::plain, 0666), Level::fail);
}

TEST(DoctorFiles, TrustsNoFileOfAnotherUser) {
  EXPECT_EQ(level_of(FileRole::plain, 0644, 0), Level::ok);
  EXPECT_EQ(level_of(FileRole::plain, 0644, 1001), Level::fail);
  EXPECT_EQ(level_of(FileRole::plain, 0644, 1001, 1001, {0, 0}), Level::ok)
      << "root examines the daemon's files";
}

TEST(DoctorFiles, AStickyBitProtectsAFolder) {
  EXPECT_EQ(level_of(FileRole::folder, 0777), Level::fail);
  EXPECT_EQ(level_of(FileRole::folder, 01777), Level::warn) << "its group may still change it";
  EXPECT_EQ(level_of(FileRole::folder, 0755), Level::ok);
}

class DoctorSources : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text, mode_t mode) {
    const std::filesystem::path path = folder_.path() / name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }

  std::vector<Diagnosis> look(const std::string& yaml, const std::string& env_file = {}) {
    const std::string path = write("yak.yaml", yaml, 0600);
    config::Problems problems;
    const config::Environment none = [](const std::string&) { return std::nullopt; };
    const config::Config config = config::Config::read(path, none, problems);
    return diagnose_sources(config, env_file);
  }

  store_contract::TempFolder folder_;
};

TEST_F(DoctorSources, ReportsAWorldReadableEnvFileWithAFix) {
  const std::string env = write("env", "A=b\n", 0644);
  const auto diagnoses = look("server: {listen: \"127.0.0.1:0\"}\n", env);
  ASSERT_EQ(diagnoses.size(), 2U);
  EXPECT_EQ(diagnoses[1].level, Level::fail);
  EXPECT_THAT(diagnoses[1].detail, HasSubstr(env));
  EXPECT_EQ(diagnoses[1].advice, "chmod o-rwx " + env);
}

TEST_F(DoctorSources, DistinguishesSecretFilesFromTextFiles) {
  write("token", "a-token-of-16-characters\n", 0644);
  write("prompt", "Be brief.\n", 0644);
  const auto diagnoses = look(
      "admin: {token: !file token}\n"
      "assistant: {model: echo/echo, system_prompt: !file prompt}\n");
  ASSERT_EQ(diagnoses.size(), 3U);
  EXPECT_THAT(diagnoses[1].detail, HasSubstr("token"));
  EXPECT_EQ(diagnoses[1].level, Level::fail);
  EXPECT_THAT(diagnoses[2].detail, HasSubstr("prompt"));
  EXPECT_EQ(diagnoses[2].level, Level::ok);
}

TEST_F(DoctorSources, ReportsAMissingFile) {
  const auto diagnoses = look("{}\n", (folder_.path() / "none").string());
  EXPECT_EQ(diagnoses[1].level, Level::fail);
  EXPECT_THAT(diagnoses[1].detail, HasSubstr("No such file"));
}

}  // namespace
}  // namespace yak::doctor
