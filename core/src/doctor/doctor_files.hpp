#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "yak/finding.hpp"

namespace yak::doctor {

/// What a file is to the daemon: decides who may read it.
enum class FileRole : std::uint8_t {
  plain,   ///< may be read by all; the configuration too: a secret inline would have been refused
  secret,  ///< holds secrets
  folder,  ///< the files in it have their own modes, but nobody else may put some there
};

/// What the permissions of one path mean.
struct FileFacts {
  std::uint32_t mode = 0;  ///< st_mode
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
};

/// Who asks.
struct Asker {
  std::uint32_t user = 0;
  std::uint32_t group = 0;
};

/// Judges a file that exists. `path` is named in the words. Pure.
Finding judge_file(const std::string& what, const std::string& path, FileRole role,
                   const FileFacts& facts, const Asker& asker);

/// The same for what is on the disk; a path that is not there, or cannot be looked at, is a
/// failure.
Finding examine_file(const std::string& what, const std::string& path, FileRole role);

/// The configuration file, the environment file (may be empty), and every file that the
/// configuration names: those of `!file`, the TLS key and certificate. The configuration need not
/// be good.
std::vector<Finding> examine_sources(const config::Config& config, const std::string& env_file);

/// Whether the daemon can keep its files in the data_dir of a good configuration.
Finding examine_data_dir(const std::string& path);

}  // namespace yak::doctor
