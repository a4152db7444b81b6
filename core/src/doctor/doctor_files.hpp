// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "yak/diagnosis.hpp"

namespace yak::doctor {

/// How the daemon uses a path; this decides who may read it.
enum class FileRole : std::uint8_t {
  plain,   ///< may be readable by all. The configuration too: secrets written inline are rejected.
  secret,  ///< holds secrets
  folder,  ///< its files have their own modes, but other users must not create files in it
};

/// The permissions of one path.
struct FileFacts {
  std::uint32_t mode = 0;  ///< st_mode
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
};

/// The user and group of the process that runs the diagnosis.
struct Asker {
  std::uint32_t user = 0;
  std::uint32_t group = 0;
};

/// Judges an existing file. `path` is used in the texts. Pure.
Diagnosis diagnose_file(const std::string& what, const std::string& path, FileRole role,
                        const FileFacts& facts, const Asker& asker);

/// As `diagnose_file` for a path on disk. A path that does not exist or cannot be read is a
/// failure.
Diagnosis diagnose_file(const std::string& what, const std::string& path, FileRole role);

/// Examines the configuration file, the environment file (may be empty), and every file that the
/// configuration names: those of `!file`, the TLS key and certificate. The configuration may be
/// invalid.
std::vector<Diagnosis> diagnose_sources(const config::Config& config, const std::string& env_file);

/// Whether the daemon can write to the data_dir of a valid configuration.
Diagnosis diagnose_data_dir(const std::string& path);

}  // namespace yak::doctor
