// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memory/ledger.hpp"

namespace yak::memory {

// These examine every message and delivery of the ledger.

/// Adds one person's messages and deliveries to a page, in order of id.
void add_person_rows(const Ledger& ledger, const Person& who, PersonPage& page);
/// As PersonRecords::erase, for messages and deliveries. `except`: a message that stays, with its
/// deliveries.
void erase_person_rows(Ledger& ledger, const Person& who, MessageId except, PersonCounts& counts);

}  // namespace yak::memory
