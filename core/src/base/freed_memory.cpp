#include "base/freed_memory.hpp"

namespace yak::base {

constinit thread_local bool wipes_freed_memory = false;

void wipe_what_this_thread_frees() noexcept { wipes_freed_memory = true; }

}  // namespace yak::base
