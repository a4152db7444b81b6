// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sqlite/options.hpp"
#include "yak/diagnosis.hpp"

namespace yak::sqlite {

/// Examines the store's files on the disk: modes, integrity, schema version, size of the log. Opens
/// the file for reading only, on a connection of its own, and changes nothing. A daemon may have it
/// open; its log cannot be emptied during the examination. Blocks: some seconds a GiB.
std::vector<Diagnosis> diagnose_files(const Options& options);

}  // namespace yak::sqlite
