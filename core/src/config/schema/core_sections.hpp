// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "yak/schema.hpp"

/// The schemas of the core's sections in the configuration file.
namespace yak::config::sections {

Schema server();
Schema admin();
Schema access();
Schema http();
Schema assistant();
Schema prices();
Schema delivery();
Schema lanes();
Schema log();
Schema tracing();

/// A list of texts.
inline Field texts(std::string name, std::string description) {
  return Field::list(std::move(name), std::move(description), Field::element(FieldType::text));
}

// Durations in milliseconds, for bounds.
inline constexpr double kSecond = 1'000;
inline constexpr double kMinute = 60 * kSecond;
inline constexpr double kHour = 60 * kMinute;
inline constexpr double kDay = 24 * kHour;

}  // namespace yak::config::sections
