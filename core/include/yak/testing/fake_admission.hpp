#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yak/admission.hpp"

namespace yak::testing {

/// Takes every ruling and remembers it.
class FakeAdmission final : public Admission {
 public:
  struct Ruled {
    Ruling ruling = Ruling::allow;
    std::string whom;
    std::string by;  ///< Message::user() of the administrator's message
  };

  task<result<std::string>> rule(Ruling ruling, std::string whom, const Message& by) override;

  std::vector<Ruled> rulings;
  /// What the next calls fail with, where set.
  std::optional<error> failure;
};

}  // namespace yak::testing
