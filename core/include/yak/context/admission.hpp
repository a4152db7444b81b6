// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/task.hpp"

namespace yak {

/// An administrator's decision about one person.
enum class Ruling : std::uint8_t { allow, deny };

/// Decides who may use the bot. The core checks every message before the chain runs, in this order:
/// a denial, an allowance, the channel's `allow_from`; all other senders are refused. Thread-safe.
class YAK_API Admission {
 public:
  virtual ~Admission();

  /// Records a ruling on the person that `whom` names: the code of a refused sender (`K7Q2`),
  /// `CHANNEL:ADDRESS`, or an address alone, which is taken to be on the channel of `by`. `by` is
  /// the administrator's message and must live until the task ends. On success the ruling is on
  /// stable storage and in force.
  ///
  /// Returns the person's name for the reply: `+15551234567 on whatsapp`. The messages of `invalid`
  /// and `not_found` may be shown to the administrator. Administrators cannot deny themselves.
  virtual task<result<std::string>> rule(Ruling ruling, std::string whom, const Message& by) = 0;
};

}  // namespace yak
