#pragma once

#include "yak/api.hpp"

namespace yak::base {

/// Whether memory that this thread gives back is overwritten first. Read by the executable's
/// `operator delete`, at every call.
YAK_API extern constinit thread_local bool wipes_freed_memory;

/// From now on, as long as it lives, this thread overwrites what it gives back through `operator
/// delete`. For the threads that read configurations and build and end generations: secrets pass
/// there through strings of libraries that wipe nothing. Without effect where the executable leaves
/// `operator delete` alone, as under sanitizers.
YAK_API void wipe_what_this_thread_frees() noexcept;

}  // namespace yak::base
