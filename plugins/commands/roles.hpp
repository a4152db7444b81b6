#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "yak/middleware.hpp"
#include "yak/settings.hpp"

namespace yak::commands {

/// Who is an administrator. Immutable; thread-safe.
class Roles {
 public:
  /// `admins` as configured. Entries without an address (a variable that is not set) name nobody.
  explicit Roles(const std::vector<std::string>& admins);

  /// `user` is `Message::user()`.
  [[nodiscard]] Privilege of(const std::string& user) const;
  [[nodiscard]] std::size_t size() const noexcept { return admins_.size(); }

 private:
  std::unordered_set<std::string> admins_;
};

/// What is wrong with the entries of `admins`, for operators. Pure.
std::vector<ConfigIssue> check_admins(const std::vector<std::string>& admins);

}  // namespace yak::commands
