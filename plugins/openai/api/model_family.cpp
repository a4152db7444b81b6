// SPDX-License-Identifier: Apache-2.0
#include "openai/api/model_family.hpp"

namespace yak::openai {
namespace {

bool is_version_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// `o` and a number, alone or before a dash or colon: `o3`, `o4-mini`, but not `o3x` or `opus`.
bool is_o_series(std::string_view name) noexcept {
  if (name.size() < 2 || name[0] != 'o' || !is_version_digit(name[1])) return false;
  std::size_t end = 1;
  while (end < name.size() && is_version_digit(name[end])) ++end;
  return end == name.size() || name[end] == '-' || name[end] == ':';
}

}  // namespace

bool is_reasoning_model(std::string_view model) noexcept {
  const std::size_t slash = model.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? model : model.substr(slash + 1);
  if (name.starts_with("gpt-5")) return !name.starts_with("gpt-5-chat");
  return is_o_series(name);
}

}  // namespace yak::openai
