// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "models/catalog/prices.hpp"
#include "yak/error.hpp"

namespace yak::models {

/// Largest price file that is read, in bytes.
inline constexpr std::size_t kMaxPriceFile = std::size_t{4} << 20U;

/// Parses the text of `config/model_prices.json`; the notes in that file describe its format.
/// Models without an input or output price are ignored. Fails with `invalid`.
result<Prices> parse_prices(std::string_view json);
/// The same for a file. Blocks on the disk: never call it on an event loop.
result<Prices> read_price_file(const std::string& path);

}  // namespace yak::models
