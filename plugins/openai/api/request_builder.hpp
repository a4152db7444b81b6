// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "openai/api/extra_body.hpp"
#include "openai/flavor.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// The role of the system prompt.
enum class SystemRole : std::uint8_t { automatic, system, developer, user };

/// Whether the instance's models are reasoning models.
enum class Reasoning : std::uint8_t { automatic, always, never };

/// How the requests of one instance are written.
struct RequestStyle {
  Flavor flavor = Flavor::generic;
  bool stream = true;
  SystemRole system_role = SystemRole::automatic;
  Reasoning reasoning = Reasoning::automatic;
  ExtraBody extra;
};

/// Writes the JSON body of a chat completion. Attachments are not sent; the line's text describes
/// them. Immutable; thread-safe.
class RequestBuilder {
 public:
  /// OpenAI refuses a longer `safety_identifier`.
  static constexpr std::size_t kMaxIdentifierBytes = 64;

  explicit RequestBuilder(RequestStyle style);
  /// Invalid UTF-8 is replaced by U+FFFD; lines without text are left out.
  [[nodiscard]] std::string build(const CompletionRequest& request) const;

 private:
  [[nodiscard]] bool is_ours(std::string_view key) const noexcept;
  [[nodiscard]] std::string_view role_name(Role role, bool reasoning) const noexcept;
  void append_messages(std::string& out, const CompletionRequest& request, bool reasoning) const;
  void append_limits(std::string& out, const CompletionRequest& request, bool reasoning) const;

  RequestStyle style_;
  const Quirks& quirks_;
  std::string tail_;  ///< the constant end of every body, including the closing brace
};

}  // namespace yak::openai
