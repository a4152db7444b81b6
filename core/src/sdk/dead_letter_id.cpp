// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "yak/store/dead_letters.hpp"

namespace yak {

std::string to_string(DeadLetterId id) {
  const char letter = id.kind == DeadLetterId::Kind::delivery ? 'd' : 'm';
  return letter + std::to_string(id.id);
}

std::optional<DeadLetterId> dead_letter_id(std::string_view text) noexcept {
  if (text.size() < 2 || (text.front() != 'd' && text.front() != 'm')) return std::nullopt;
  const auto kind =
      text.front() == 'd' ? DeadLetterId::Kind::delivery : DeadLetterId::Kind::message;
  const char* const end = text.data() + text.size();
  std::int64_t number = 0;
  const auto [stopped, problem] = std::from_chars(text.data() + 1, end, number);
  if (problem != std::errc() || stopped != end || number <= 0) return std::nullopt;
  return DeadLetterId(kind, number);
}

}  // namespace yak
