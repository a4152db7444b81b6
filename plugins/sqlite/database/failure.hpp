// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::sqlite {

/// What SQLite's (extended) result code means to an operator, and what to do. `detail` is SQLite's
/// own message: it names tables and columns, never values.
error to_error(int code, std::string_view path, std::string_view detail);

}  // namespace yak::sqlite
