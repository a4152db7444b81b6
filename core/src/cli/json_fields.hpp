// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "cli/daemon_answer.hpp"

namespace yak::cli {

// Access to fields of the daemon's responses. A field that is absent or has another type reads as
// empty or zero, because a daemon of another version may have other fields.

/// The text at `key`, with control characters escaped for a terminal.
std::string text_of(const Json& object, const char* key);
double number_of(const Json& object, const char* key);
std::int64_t integer_of(const Json& object, const char* key);
/// The object at `key`.
const Json& part_of(const Json& object, const char* key);
/// The array at `key`.
const Json& list_of(const Json& object, const char* key);

}  // namespace yak::cli
