// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/runtime.hpp"
#include "yak/message/message.hpp"

namespace yak::cli {

/// The message of `yak run` once it serves: where it listens, what is on, what is off and which
/// variable turns it on, channels that admit no sender, and what to do next.
class StartMessage {
 public:
  /// Copies what it needs from `plan`.
  explicit StartMessage(const generation::Plan& plan);
  /// In the format of `log.format`: text lines, or one JSON object on a line.
  [[nodiscard]] std::string text(const daemon::Runtime& runtime, WallTime now) const;

 private:
  [[nodiscard]] std::string lines(const daemon::Runtime& runtime) const;
  [[nodiscard]] std::string json(const daemon::Runtime& runtime, WallTime now) const;
  [[nodiscard]] std::string url(const daemon::Runtime& runtime) const;

  bool is_json_ = false;
  std::string config_path_;
  std::string host_;
  std::string scheme_;
  std::string public_url_;
  bool has_console_ = false;
  std::vector<std::string> on_;
  std::vector<std::string> off_;
  std::vector<std::string> notes_;
};

}  // namespace yak::cli
