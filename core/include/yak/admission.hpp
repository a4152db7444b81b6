#pragma once

#include <cstdint>
#include <string>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/message.hpp"
#include "yak/task.hpp"

namespace yak {

/// What an administrator said of one person.
enum class Ruling : std::uint8_t { allow, deny };

/// Who may use the bot. The core asks this of every message before the chain runs: a denial stands
/// above everything, then an allowance, then the channel's `allow_from`; other senders are refused.
/// Thread-safe.
class YAK_API Admission {
 public:
  virtual ~Admission();

  /// Rules on the person that `whom` names: the code of a refused sender (`K7Q2`),
  /// `CHANNEL:ADDRESS`, or an address alone, which is on the channel of `by`, the administrator's
  /// message. `by` must live until the task ends. Once it ends well the ruling is on stable storage
  /// and in force.
  ///
  /// Gives the person's name for the reply: `+15551234567 on whatsapp`. `invalid` and `not_found`
  /// have words for the administrator; the administrator cannot deny themselves.
  virtual task<result<std::string>> rule(Ruling ruling, std::string whom, const Message& by) = 0;
};

}  // namespace yak
