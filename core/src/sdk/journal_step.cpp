// SPDX-License-Identifier: Apache-2.0
#include "yak/store/journal_step.hpp"

namespace yak {

result<void> JournalStep::check_bounds() const {
  if (number < 1) return error(ErrorKind::invalid, "the steps of a turn are numbered from 1");
  if (number > kMax) {
    return error(ErrorKind::too_large, "a turn has at most " + std::to_string(kMax) + " steps");
  }
  if (record.size() > kMaxRecordBytes) {
    return error(ErrorKind::too_large,
                 "the record of a step has at most " + std::to_string(kMaxRecordBytes) + " bytes");
  }
  return {};
}

}  // namespace yak
