// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "sqlite/database/database.hpp"

namespace yak::sqlite {

/// Copies what `source` has committed, as of now, to the new file `file`: mode 600, a database of
/// its own without a log beside it, on the disk when this returns. It is written under another name
/// in the same folder and gets its own when it is whole. `source` keeps a snapshot for as long; it
/// must have no transaction open. Ends as `unavailable` once `stops` is true. `conflict` when there
/// is such a file.
result<void> back_up(Database& source, const std::string& file, const std::atomic<bool>& stops);

}  // namespace yak::sqlite
