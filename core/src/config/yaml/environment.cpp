// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/environment.hpp"

#include <cstdlib>

namespace yak::config {

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

}  // namespace yak::config
