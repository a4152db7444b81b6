// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

struct sqlite3_vfs;

namespace yak::store_test {

/// What happens to the write-ahead log below the store. Counts, and fails the chosen operations.
/// One thread at a time.
struct LogFaults {
  enum class Write { whole, none, half };

  int writes = 0;
  int syncs = 0;
  Write next_writes = Write::whole;
  bool syncs_fail = false;
  bool overwrite_is_safe = true;
};

/// SQLite's own file system with faults in the log; there is one, for every test.
sqlite3_vfs* faulty_vfs();
LogFaults& log_faults();
/// The name of Yak's file system for the log above it.
const char* log_vfs_above_faults();

}  // namespace yak::store_test
