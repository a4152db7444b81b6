// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/bounded_file.hpp"
#include "config/yaml/value_text.hpp"

namespace yak::doctor {
namespace {

using Level = Diagnosis::Level;

/// A command to paste, as `chmod o-rwx FILE`.
std::string chmod_advice(const char* change, const std::string& path) {
  return std::string("chmod ") + change + " " + path;
}

/// A package installs the files that the daemon reads as root:yak 0640. The only group member is
/// then the daemon itself.
bool group_is_askers(const FileFacts& facts, const Asker& asker) {
  return facts.owner == 0 && facts.group == asker.group;
}

/// The role by content: a private key, one of the configuration's secrets, or anything else.
FileRole role_of(const std::string& path, const std::vector<Secret>& secrets, std::string& what) {
  auto file = base::read_bounded(path, config::kMaxValueFileBytes);
  if (!file) return FileRole::plain;
  std::string& text = file->text;
  if (text.find("PRIVATE KEY-----") != std::string::npos) {
    what = "TLS key";
    return FileRole::secret;
  }
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  const auto is_text = [&text](const Secret& secret) { return secret.equals(text); };
  return std::ranges::any_of(secrets, is_text) ? FileRole::secret : FileRole::plain;
}

}  // namespace

Diagnosis diagnose_file(const std::string& what, const std::string& path, FileRole role,
                        const FileFacts& facts, const Asker& asker) {
  const bool foreign = facts.owner != 0 && facts.owner != asker.user && asker.user != 0;
  if ((facts.mode & S_IWOTH) != 0 && (facts.mode & S_ISVTX) == 0) {
    return {Level::fail, what, path + " can be changed by everybody", chmod_advice("o-w", path)};
  }
  if (foreign) {
    return {Level::fail, what,
            path + " belongs to user " + std::to_string(facts.owner) +
                ", which is neither root nor the user of this process",
            "chown it to root or to the daemon's user"};
  }
  if (role == FileRole::secret && (facts.mode & S_IRWXO) != 0) {
    return {Level::fail, what, path + " holds secrets and can be read by everybody",
            chmod_advice("o-rwx", path)};
  }
  const bool shared = (facts.mode & S_IRWXG) != 0 && !group_is_askers(facts, asker);
  if (role == FileRole::secret && shared) {
    return {Level::warn, what, path + " holds secrets and can be read by its group",
            chmod_advice("g-rwx", path) + ", unless only the daemon is in that group"};
  }
  if ((facts.mode & S_IWGRP) != 0) {
    return {Level::warn, what, path + " can be changed by its group", chmod_advice("g-w", path)};
  }
  return {Level::ok, what, path};
}

Diagnosis diagnose_file(const std::string& what, const std::string& path, FileRole role) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    const int reason = errno;
    return {Level::fail, what, path + ": " + std::generic_category().message(reason),
            reason == EACCES ? "run yak doctor as the user of the daemon"
                             : "create it, or name another"};
  }
  const bool wants_folder = role == FileRole::folder;
  if (wants_folder != S_ISDIR(status.st_mode)) {
    return {Level::fail, what, path + (wants_folder ? " is not a folder" : " is a folder"),
            "name another path"};
  }
  return diagnose_file(what, path, role, {status.st_mode, status.st_uid, status.st_gid},
                       {::geteuid(), ::getegid()});
}

std::vector<Diagnosis> diagnose_sources(const config::Config& config, const std::string& env_file) {
  std::vector<Diagnosis> diagnoses;
  diagnoses.push_back(diagnose_file("configuration", config.path(), FileRole::plain));
  if (!env_file.empty()) diagnoses.push_back(diagnose_file("env file", env_file, FileRole::secret));
  const std::vector<Secret> secrets = config.secrets();
  for (const std::string& path : config.files()) {
    if (path == config.path()) continue;
    std::string what = "named file";
    const FileRole role = role_of(path, secrets, what);
    diagnoses.push_back(diagnose_file(what, path, role));
  }
  return diagnoses;
}

Diagnosis diagnose_data_dir(const std::string& path) {
  Diagnosis diagnosis = diagnose_file("data_dir", path, FileRole::folder);
  if (diagnosis.level == Level::fail || ::access(path.c_str(), W_OK | X_OK) == 0) return diagnosis;
  return {
      Level::fail, "data_dir", path + " cannot be written by this user",
      "run yak doctor as the user of the daemon, or give that user the folder: chown yak " + path};
}

}  // namespace yak::doctor
