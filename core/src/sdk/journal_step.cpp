// SPDX-License-Identifier: Apache-2.0
#include "yak/store/journal_step.hpp"

namespace yak {

result<void> JournalStep::check_bounds() const {
  if (number < 1) return error(ErrorKind::invalid, "the steps of a turn are numbered from 1");
  if (number > kMost) {
    return error(ErrorKind::too_large, "a turn has at most " + std::to_string(kMost) + " steps");
  }
  if (record.size() > kMostRecordBytes) {
    return error(ErrorKind::too_large,
                 "the record of a step has at most " + std::to_string(kMostRecordBytes) + " bytes");
  }
  return {};
}

}  // namespace yak
