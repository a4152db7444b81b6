// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "memory/ledger.hpp"

namespace yak::memory {

/// As JournalReader::message_report.
result<MessageReport> report_of(const Ledger& ledger, const std::string& id);

}  // namespace yak::memory
