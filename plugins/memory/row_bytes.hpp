// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "memory/delivery_table.hpp"
#include "memory/message_table.hpp"

namespace yak::memory {

// The bytes of the texts in a row: what a bound of content counts. Pure.

std::size_t bytes_of(const Message& message);
/// The message, the report of its turn and its steps, without its deliveries.
std::size_t bytes_of(const MessageRow& row);
std::size_t bytes_of(const DeliveryRow& row);

}  // namespace yak::memory
