#include "yak/user_set.hpp"

#include <utility>

#include "yak/address.hpp"

namespace yak {
namespace {

bool names_nobody(const std::string& user) {
  const std::size_t colon = user.find(':');
  const std::string address = colon == std::string::npos ? user : user.substr(colon + 1);
  return address_key(address).empty() && colon != 0;
}

std::string complaint(const std::string& user) {
  if (names_nobody(user)) return {};
  if (user_key(user).empty()) {
    const std::size_t begin = user.find_first_not_of(": ");
    const std::string address = begin == std::string::npos ? "ADDRESS" : user.substr(begin);
    return "'" + user + "' does not say which channel it is on: write 'CHANNEL:" + address +
           "' with the channel's name under 'channels', such as 'whatsapp:+15551234567'";
  }
  if (user_key(user).ends_with(":*")) return "'" + user + "' would name everybody: name each one";
  return {};
}

}  // namespace

UserSet::UserSet(const std::vector<std::string>& users) {
  for (const std::string& user : users) {
    std::string key = user_key(user);
    if (!key.empty()) keys_.insert(std::move(key));
  }
}

bool UserSet::contains(const std::string& user) const {
  return !keys_.empty() && keys_.contains(user_key(user));
}

std::vector<ConfigIssue> check_users(const std::string& key,
                                     const std::vector<std::string>& users) {
  std::vector<ConfigIssue> issues;
  for (const std::string& user : users) {
    std::string message = complaint(user);
    if (message.empty()) continue;
    ConfigIssue issue;
    issue.key = key;
    issue.message = std::move(message);
    issues.push_back(std::move(issue));
  }
  return issues;
}

}  // namespace yak
