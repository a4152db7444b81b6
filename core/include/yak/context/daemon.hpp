// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/task.hpp"

namespace yak {

/// One line of a status report.
struct StatusLine {
  std::string what;   ///< `version`, `channel whatsapp`
  std::string value;  ///< its state in words
};

/// The whole daemon as administrators see it. Thread-safe.
class YAK_API Daemon {
 public:
  virtual ~Daemon();
  [[nodiscard]] virtual std::string version() const = 0;
  virtual task<std::vector<StatusLine>> status() = 0;
  /// Reads the configuration file again. Returns a sentence with the result.
  virtual task<result<std::string>> reload() = 0;
  /// The credits of every channel and provider, a sentence each; services that do not report them
  /// are left out.
  virtual task<std::vector<std::string>> credits() = 0;
};

}  // namespace yak
