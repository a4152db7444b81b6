// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/core_config.hpp"
#include "config/instance.hpp"
#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// Every key of the file that the core defines, also used for the reference. `store`, `channels`,
/// `providers` and `middleware` have the keys of `instance_schema`; the plugin's own keys are not
/// included.
[[nodiscard]] const Schema& core_schema();

/// Reads settings that were checked against core_schema(). Pure.
[[nodiscard]] CoreConfig read_core(const Settings& core);

/// The keys that the core reads in an instance of this kind.
[[nodiscard]] const Schema& instance_schema(InstanceKind kind);

}  // namespace yak::config
