#pragma once

#include "config/instance.hpp"
#include "yak/schema.hpp"

namespace yak::config {

/// Every key of the file that belongs to the core, for the reference. `store`, `channels`,
/// `providers` and `middleware` show the keys of `instance_schema`; a plugin's own keys stand
/// beside those.
[[nodiscard]] const Schema& core_schema();

/// The keys that the core itself reads in an instance of this kind.
[[nodiscard]] const Schema& instance_schema(InstanceKind kind);

}  // namespace yak::config
