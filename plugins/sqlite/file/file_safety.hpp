// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/error.hpp"

namespace yak::sqlite {

/// Refuses a store that another user could change: its file, log or lock is writable for the group
/// or for all users, or belongs to another user, or its folder is writable for others. A folder
/// with the sticky bit is taken, as in /tmp: a user can remove or rename only their own files there
/// (inode(7)), and files that others put there beforehand are refused. Root may use other users'
/// files. A missing file is accepted. The `forbidden` error names the permission to remove.
result<void> check_safe(const std::string& path);

}  // namespace yak::sqlite
