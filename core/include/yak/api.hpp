// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks a symbol that `libyak_core.so` exports. All other symbols are hidden, in the core and in
/// plugins. Otherwise two versions of one plugin could bind to each other's static variables.
#define YAK_API __attribute__((visibility("default")))

/// Marks the one symbol that a plugin exports. Used by `YAK_PLUGIN` only.
#define YAK_EXPORT __attribute__((visibility("default")))
