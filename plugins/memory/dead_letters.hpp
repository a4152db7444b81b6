// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "memory/ledger.hpp"

namespace yak::memory {

/// As DeadLetters::letters.
std::vector<DeadLetter> dead_letters_of(const Ledger& ledger, DeadLetterId after, int limit);
/// As DeadLetters::letter.
result<DeadLetter> dead_letter_of(const Ledger& ledger, DeadLetterId id);

}  // namespace yak::memory
