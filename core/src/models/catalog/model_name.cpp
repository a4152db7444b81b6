// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/model_name.hpp"

namespace yak::models {

std::optional<ModelName> ModelName::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
    return std::nullopt;
  }
  return ModelName(std::string(text.substr(0, slash)), std::string(text.substr(slash + 1)));
}

}  // namespace yak::models
