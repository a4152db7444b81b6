#pragma once

#include <cstddef>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "yak/context.hpp"
#include "yak/store.hpp"

namespace yak::access {

/// What administrators said of one person; stored as the words `allow` and `deny`.
enum class Ruling : std::uint8_t { allow, deny };

std::string to_text(Ruling ruling);
std::optional<Ruling> ruling_from(std::string_view text);

/// Who may write: the configured lists, and the administrators' rulings above them. Nobody who is
/// on neither. Thread-safe.
class AccessList {
 public:
  /// Rulings kept at most; `full` refuses more.
  static constexpr std::size_t kMaxRulings = 10'000;

  explicit AccessList(const std::vector<ChannelInfo>& channels);

  /// A denial stands above everything, then an allowance, then `allow_from` with its `*`.
  [[nodiscard]] bool allows(const std::string& channel, const std::string& sender) const;

  /// True when a ruling on somebody new would be one too many.
  [[nodiscard]] bool full(const std::string& user_key) const;
  /// `user_key` as in address.hpp. A ruling beyond the bound is not taken.
  void rule(const std::string& user_key, Ruling ruling);

 private:
  struct Configured {
    bool open = false;
    std::unordered_set<std::string> addresses;  ///< address keys
  };

  std::unordered_map<std::string, Configured> configured_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, Ruling> rulings_;
};

}  // namespace yak::access
