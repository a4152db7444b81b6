#pragma once

/// Marks what `libyak_core.so` exports. Everything else is hidden, in the core and in plugins
/// alike: a type shared by accident is how two versions of one plugin end up in each other's
/// statics.
#define YAK_API __attribute__((visibility("default")))

/// Marks the one symbol that a plugin exports; only `YAK_PLUGIN` needs it.
#define YAK_EXPORT __attribute__((visibility("default")))
