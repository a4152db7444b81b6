// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml/problems.hpp"
#include "generation/plan/plan_diff.hpp"

namespace yak::daemon {

/// What a reload did with a configuration key or an instance.
struct ReloadedKey {
  enum class Outcome : std::uint8_t {
    applied,   ///< in effect from now on
    carried,   ///< an unchanged instance that keeps running
    rejected,  ///< takes effect only at a restart; the process keeps its old value
  };

  std::string key;  ///< `server.tls`, `channels.whatsapp`
  Outcome outcome = Outcome::applied;
  std::string why;  ///< the reason as text; may be empty
};

std::string_view to_string(ReloadedKey::Outcome outcome) noexcept;

/// The result of a reload.
struct ReloadReport {
  bool applied = false;          ///< false: nothing was changed, and `problems` gives the reasons
  std::uint64_t generation = 0;  ///< the generation that serves now
  std::vector<ReloadedKey> keys;
  std::vector<config::Problem> problems;
};

/// The keys of a diff that was applied, settings first. Pure.
std::vector<ReloadedKey> reloaded_keys(const generation::PlanDiff& diff);

/// A summary for a chat and for the log: one sentence, and a line for each problem or rejected key.
std::string sentence_of(const ReloadReport& report);

}  // namespace yak::daemon
