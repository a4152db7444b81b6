// SPDX-License-Identifier: Apache-2.0
#include "config/schema/system_group.hpp"

#include <grp.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace yak::config {

result<gid_t> find_group(const std::string& name) {
  group found{};
  group* answer = nullptr;
  // For the strings of one group: its name and its members.
  std::array<char, 65'536> room{};
  (void)::getgrnam_r(name.c_str(), &found, room.data(), room.size(), &answer);
  if (answer != nullptr) return answer->gr_gid;
  gid_t number = 0;
  const char* const end = name.data() + name.size();
  const auto [last, failure] = std::from_chars(name.data(), end, number);
  if (!name.empty() && failure == std::errc() && last == end) return number;
  return error(ErrorKind::not_found, "this system has no group '" + name + "'");
}

}  // namespace yak::config
