// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yak/context/admission.hpp"

namespace yak::testing {

/// Accepts and records every ruling.
class FakeAdmission final : public Admission {
 public:
  struct Ruled {
    Ruling ruling = Ruling::allow;
    std::string whom;
    std::string by;  ///< Message::user() of the administrator's message
  };

  task<result<std::string>> rule(Ruling ruling, std::string whom, const Message& by) override;

  std::vector<Ruled> rulings;
  /// The error of all calls from now on, if set.
  std::optional<error> failure;
};

}  // namespace yak::testing
