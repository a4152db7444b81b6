// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::sqlite {

/// What a commit guarantees.
enum class Durability : std::uint8_t {
  full,    ///< on the disk before it is answered
  normal,  ///< safe from a crash of Yak, not from one of the machine
};

/// How much finished content is kept.
struct RetentionOptions {
  std::chrono::milliseconds age = std::chrono::days(30);
  std::int64_t max_bytes = std::int64_t{1} << 30U;
};

/// The settings of a store, checked.
struct Options {
  std::string path;  ///< absolute
  std::uint64_t cache_bytes = std::uint64_t{4} << 20U;
  Durability durability = Durability::full;
  std::size_t max_queue = 16384;
  RetentionOptions retention;
};

Schema schema();
/// Relative paths are taken against `data_dir`.
Options read_options(const Settings& settings, const std::string& data_dir);

}  // namespace yak::sqlite
