// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "sqlite/database/database.hpp"

namespace yak::sqlite {

/// Copies what `source` has committed, as of now, to the new file `file`: mode 600, a database of
/// its own without a log beside it, on the disk when this returns. It is written under another name
/// in the same folder and renamed when it is complete. `source` keeps a snapshot during the copy
/// and must have no transaction open. Ends with `unavailable` once `stops` is true. `conflict` if
/// the file exists.
result<void> back_up(Database& source, const std::string& file, const std::atomic<bool>& stops);

}  // namespace yak::sqlite
