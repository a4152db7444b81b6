// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "config/core_config.hpp"
#include "config/schema/section.hpp"
#include "yak/schema.hpp"

/// The core's sections of the configuration file: keys, bounds and defaults.
namespace yak::config::sections {

Section<ServerConfig> server();
Section<AdminConfig> admin();
Section<AccessConfig> access();
Section<HttpConfig> http();
Section<AssistantConfig> assistant();
Section<PricesConfig> prices();
Section<DeliveryConfig> delivery();
Section<LanesConfig> lanes();
Section<LogConfig> log();
Section<TracingConfig> tracing();

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
