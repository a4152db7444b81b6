#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/instance.hpp"
#include "config/yaml/environment.hpp"
#include "config/yaml/problems.hpp"
#include "yak/api.hpp"
#include "yak/schema.hpp"
#include "yak/secret.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// Who besides its owner can read the file: decides whether secrets may be written into it.
enum class FileAccess : std::uint8_t { owner_only, others_too };

/// The whole configuration, read in two steps: `read` parses the file and checks the core's keys;
/// `check` then checks each instance against its plugin's schema, once that is loaded. Every step
/// adds to the same Problems and goes on, so that one run shows everything that is wrong. Whatever
/// it returns may be used only while that Problems is empty; but `core` has the keys that are good.
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
/// Movable. Not thread-safe: `check` remembers secrets. The Settings it gives are immutable and
/// outlive it.
class YAK_API Config {
 public:
  Config(Config&&) noexcept;
  Config& operator=(Config&&) noexcept;
  ~Config();

  /// Largest file that is read, in bytes.
  static constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

  /// Reads, parses and checks the file at `path`. Blocks on the disk: never call it on an event
  /// loop.
  [[nodiscard]] static Config read(const std::string& path, const Environment& environment,
                                   Problems& problems);
  /// The same for a text at hand. `path` is used in messages, and its folder for `!file`.
  [[nodiscard]] static Config parse(std::string_view text, std::string path,
                                    const Environment& environment, Problems& problems,
                                    FileAccess access = FileAccess::owner_only);

  /// The file's name as it was given.
  [[nodiscard]] const std::string& path() const noexcept;
  /// The top-level keys except those of instances, checked against core_schema(), defaults filled
  /// in: server, admin, assistant, prices, http, delivery, lanes, plugins, log, data_dir.
  [[nodiscard]] const Settings& core() const noexcept;
  /// The store first, then channels, providers and middleware, each in the order of the file.
  [[nodiscard]] const std::vector<Instance>& instances() const noexcept;

  /// The instance's own keys against its plugin's schema, defaults filled in. A key that both the
  /// schema and the core name is given to both. Of a disabled instance only the names of keys are
  /// checked, and the result is empty.
  [[nodiscard]] Settings check(const Instance& instance, const Schema& schema,
                               Problems& problems) const;
  /// Gives a validator's issue its place. Its key may be dotted. Secrets in its text are masked.
  void report(const Instance& instance, const ConfigIssue& issue, Problems& problems) const;

  /// The same for a place that is known.
  void report(Position position, std::string path, const std::string& message,
              Problems& problems) const;

  /// Every secret that `read` and `check` have met so far, for the log to redact.
  [[nodiscard]] std::vector<Secret> secrets() const;
  /// The files that the configuration has been read from so far, and those that the core reads
  /// because it says so.
  [[nodiscard]] std::vector<std::string> files() const;
  /// The folder that the daemon writes to: `data_dir`, else $STATE_DIRECTORY, else the folder of
  /// the configuration file.
  [[nodiscard]] std::string data_dir() const;
  /// `path` as it stands if absolute, else below the folder of the configuration file: for files
  /// that the operator puts there.
  [[nodiscard]] std::string resolve(const std::string& path) const;
  /// `path` as it stands if absolute, else below data_dir(): for files that the daemon writes.
  [[nodiscard]] std::string in_data_dir(const std::string& path) const;

 private:
  struct State;
  explicit Config(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace yak::config
