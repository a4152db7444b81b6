#pragma once

#include <string>
#include <vector>

#include "runtime/runtime.hpp"

namespace yak::app {

/// What `yak run` says once it serves: where it listens, what is on, what is off and which variable
/// turns it on, on which channels nobody is admitted, and what to do next.
class StartMessage {
 public:
  /// Takes what it needs; the plan may go.
  explicit StartMessage(const runtime::Plan& plan);
  [[nodiscard]] std::string text(const runtime::Runtime& runtime) const;

 private:
  std::string config_path_;
  std::string host_;
  std::string scheme_;
  std::string public_url_;
  bool has_console_ = false;
  std::vector<std::string> on_;
  std::vector<std::string> off_;
  std::vector<std::string> notes_;
};

}  // namespace yak::app
