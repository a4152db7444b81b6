#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "openai/api/extra_body.hpp"
#include "openai/flavor.hpp"
#include "yak/provider.hpp"

namespace yak::openai {

/// What the role of the system prompt is called.
enum class SystemRole : std::uint8_t { automatic, system, developer, user };

/// Whether models think before they answer.
enum class Reasoning : std::uint8_t { automatic, always, never };

/// How requests are written for one instance.
struct RequestStyle {
  Flavor flavor = Flavor::generic;
  bool stream = true;
  SystemRole system_role = SystemRole::automatic;
  Reasoning reasoning = Reasoning::automatic;
  ExtraBody extra;
};

/// Writes the JSON body of a chat completion. Attachments are not sent: the line's text has words
/// for them. Immutable; thread-safe.
class RequestBuilder {
 public:
  /// OpenAI refuses a longer `safety_identifier`.
  static constexpr std::size_t kMaxIdentifierBytes = 64;

  explicit RequestBuilder(RequestStyle style);
  /// Text that is not UTF-8 is mended, lines without text are left out.
  [[nodiscard]] std::string build(const CompletionRequest& request) const;

 private:
  [[nodiscard]] bool is_ours(std::string_view key) const noexcept;
  [[nodiscard]] std::string_view role_name(Role role, bool reasoning) const noexcept;
  void append_messages(std::string& out, const CompletionRequest& request, bool reasoning) const;
  void append_limits(std::string& out, const CompletionRequest& request, bool reasoning) const;

  RequestStyle style_;
  const Quirks& quirks_;
  std::string tail_;  ///< what is the same in every request, up to the closing brace
};

}  // namespace yak::openai
