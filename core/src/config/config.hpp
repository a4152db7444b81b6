// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/core_config.hpp"
#include "config/instance.hpp"
#include "config/yaml/environment.hpp"
#include "config/yaml/problems.hpp"
#include "yak/api.hpp"
#include "yak/schema.hpp"
#include "yak/secret.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// Whether users other than the owner can read the file; if so, it must not contain secrets.
enum class FileAccess : std::uint8_t { owner_only, others_too };

/// The configuration, read in two steps: `read` parses the file and checks the core's keys; `check`
/// then checks each instance against the schema of its plugin, once that is loaded. Both steps add
/// to the same Problems and continue after a problem, so that one run reports all of them. Results
/// may be used only if that Problems is empty, except `core`: there, only the members of keys with
/// a problem are not set.
///
///   Problems problems;
///   Config config = Config::read(path, process_environment(), problems);
///   for (const Instance& instance : config.instances()) {
///     const std::size_t before = problems.size();
///     Settings settings = config.check(instance, schema, problems);
///     if (instance.enabled && problems.size() == before && validate != nullptr)
///       for (const ConfigIssue& issue : validate(settings)) config.report(instance, issue,
///       problems);
///   }
///
/// Movable. Not thread-safe: `check` records secrets. The returned Settings are immutable and may
/// outlive the Config.
class YAK_API Config {
 public:
  Config(Config&&) noexcept;
  Config& operator=(Config&&) noexcept;
  ~Config();

  /// Largest file that is read, in bytes.
  static constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

  /// Reads, parses and checks the file at `path`. Blocks on disk I/O: must not be called on an
  /// event loop.
  [[nodiscard]] static Config read(const std::string& path, const Environment& environment,
                                   Problems& problems);
  /// The same for `text`. `path` is used in problems, and its folder to resolve `!file`.
  [[nodiscard]] static Config parse(std::string_view text, std::string path,
                                    const Environment& environment, Problems& problems,
                                    FileAccess access = FileAccess::owner_only);

  /// The `path` that was passed to `read` or `parse`.
  [[nodiscard]] const std::string& path() const noexcept;
  /// The top-level keys except those of instances, checked against core_schema() and with defaults
  /// filled in.
  [[nodiscard]] const CoreConfig& core() const noexcept;
  /// The same as settings, for what concerns keys and not values: to compare two files, and for a
  /// fingerprint.
  [[nodiscard]] const Settings& core_settings() const noexcept;
  /// The position of a key of the core, such as `server.tls`; of its section if the file has only
  /// that; zeros if it has neither.
  [[nodiscard]] Position position(std::string_view key) const;
  /// The store first, then channels, providers and middleware, each in file order.
  [[nodiscard]] const std::vector<Instance>& instances() const noexcept;

  /// Checks the instance's keys against its plugin's schema and fills in defaults. A key that both
  /// the schema and the core define is passed to both. For a disabled instance, checks only the
  /// names of the keys and returns empty Settings.
  [[nodiscard]] Settings check(const Instance& instance, const Schema& schema,
                               Problems& problems) const;
  /// Adds a validator's issue to `problems`, with the position of its key, which may be dotted.
  /// Masks secrets in its text.
  void report(const Instance& instance, const ConfigIssue& issue, Problems& problems) const;

  /// The same for a known position and path.
  void report(Position position, std::string path, const std::string& message,
              Problems& problems) const;

  /// Every secret that `read` and `check` have found so far, for redaction in the log.
  [[nodiscard]] std::vector<Secret> secrets() const;
  /// The configuration file, the files read through `!file` and `!credential` so far, and the TLS
  /// files of the server.
  [[nodiscard]] std::vector<std::string> files() const;
  /// The folder that the daemon writes to: `data_dir`, else $STATE_DIRECTORY, else the folder of
  /// the configuration file.
  [[nodiscard]] std::string data_dir() const;
  /// Resolves `path` against the folder of the configuration file; an absolute path is kept. For
  /// files that the operator provides.
  [[nodiscard]] std::string resolve(const std::string& path) const;
  /// Resolves `path` against data_dir(); an absolute path is kept. For files that the daemon
  /// writes.
  [[nodiscard]] std::string in_data_dir(const std::string& path) const;

 private:
  struct State;
  explicit Config(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace yak::config
