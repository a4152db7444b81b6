#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml/problems.hpp"
#include "generation/generation.hpp"
#include "generation/kept_settings.hpp"

namespace yak::daemon {

/// What a reload did with a key of the file, or with an instance.
struct ReloadedKey {
  enum class Outcome : std::uint8_t {
    applied,   ///< it holds from now on
    carried,   ///< an instance about which nothing has changed, and which goes on
    rejected,  ///< it takes a restart; what the process began with holds on
  };

  std::string key;  ///< `server.tls`, `channels.whatsapp`
  Outcome outcome = Outcome::applied;
  std::string why;  ///< in words; may be empty
};

std::string_view to_string(ReloadedKey::Outcome outcome) noexcept;

/// What came of a reload.
struct ReloadReport {
  bool applied = false;          ///< false: nothing has changed, and `problems` say why
  std::uint64_t generation = 0;  ///< that serves now
  std::vector<ReloadedKey> keys;
  std::vector<config::Problem> problems;
};

/// What is different between two generations, key by key, and every key that waits for a restart,
/// since whenever. Pure.
std::vector<ReloadedKey> compare(const generation::Generation& before,
                                 const generation::Generation& after,
                                 const generation::KeptSettings& kept);

/// One sentence, for a chat and for the log.
std::string sentence_of(const ReloadReport& report);

}  // namespace yak::daemon
