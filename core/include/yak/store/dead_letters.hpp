// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/task.hpp"

namespace yak {

/// Names a dead letter: `d12` is the delivery 12, `m7` the message 7.
struct DeadLetterId {
  enum class Kind : std::uint8_t { delivery, message };

  DeadLetterId() = default;
  DeadLetterId(Kind kind, std::int64_t id) : kind(kind), id(id) {}
  friend auto operator<=>(const DeadLetterId&, const DeadLetterId&) = default;

  Kind kind = Kind::delivery;
  std::int64_t id = 0;
};

/// `d12`.
YAK_API std::string to_string(DeadLetterId id);
/// Absent if `text` does not name a dead letter.
YAK_API std::optional<DeadLetterId> dead_letter_id(std::string_view text) noexcept;

/// A delivery that will not be sent, or a quarantined message, kept for an operator.
struct DeadLetter {
  DeadLetter() = default;

  DeadLetterId id;
  MessageId message = 0;  ///< that it answers, or that it is
  std::string channel;
  std::string peer;
  std::string text;    ///< what would have been sent, or what the person wrote
  std::string reason;  ///< for an operator
  int attempts = 0;
  WallTime at{};  ///< when the delivery was made, or the message received
};

/// What DeadLetters::revive made live again: deliveries of one reply, in order, or a message.
struct Revived {
  std::vector<Delivery> deliveries;
  std::optional<Message> message;
};

/// Deliveries and messages that wait for an operator's decision. For the core alone.
///
/// Thread-safe. The store owns it. Failures: `unavailable` (disk full, I/O), `internal`.
class YAK_API DeadLetters {
 public:
  virtual ~DeadLetters();

  /// The dead letters after `after`, at most `limit`: deliveries first, then messages, each in
  /// order of id.
  virtual task<result<std::vector<DeadLetter>>> letters(DeadLetterId after, int limit) = 0;
  /// `not_found` if it is not dead.
  virtual task<result<DeadLetter>> letter(DeadLetterId id) = 0;
  /// Makes it live again, dated now: a delivery becomes pending, a message unfinished. The caller
  /// must then process what this returns. With a delivery, every other dead one of the same reply
  /// is revived, so that the reply is sent in order. `not_found` if it is not dead.
  virtual task<result<Revived>> revive(DeadLetterId id) = 0;
  /// Deletes a delivery; ends a message as dropped. `not_found` if it is not dead.
  virtual task<result<void>> purge(DeadLetterId id) = 0;
};

}  // namespace yak
