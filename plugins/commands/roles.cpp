#include "commands/roles.hpp"

#include "yak/address.hpp"

namespace yak::commands {
namespace {

/// A variable that is not set leaves `""` or `whatsapp:`: nobody, and no mistake.
bool names_nobody(const std::string& admin) {
  const std::size_t colon = admin.find(':');
  const std::string address = colon == std::string::npos ? admin : admin.substr(colon + 1);
  return address_key(address).empty() && colon != 0;
}

}  // namespace

Roles::Roles(const std::vector<std::string>& admins) {
  for (const std::string& admin : admins) {
    std::string key = user_key(admin);
    if (!key.empty()) admins_.insert(std::move(key));
  }
}

Privilege Roles::of(const std::string& user) const {
  if (admins_.empty()) return Privilege::user;
  return admins_.contains(user_key(user)) ? Privilege::admin : Privilege::user;
}

std::vector<ConfigIssue> check_admins(const std::vector<std::string>& admins) {
  std::vector<ConfigIssue> issues;
  for (const std::string& admin : admins) {
    if (names_nobody(admin)) continue;
    ConfigIssue issue;
    issue.key = "admins";
    if (user_key(admin).empty()) {
      issue.message = "'" + admin +
                      "' does not say which channel it is on: write 'CHANNEL:" + admin +
                      "' with the channel's name under 'channels', such as 'whatsapp:+15551234567'";
    } else if (admin.ends_with(":*")) {
      issue.message = "'" + admin + "' would make everybody an administrator: name each one";
    } else {
      continue;
    }
    issues.push_back(std::move(issue));
  }
  return issues;
}

}  // namespace yak::commands
