// Every `operator delete` of the process, plugins and libraries included: the executable's
// definitions come first (C++20, [replacement.functions]). For threads that wipe what they free
// they overwrite it; the rest is left to the allocator that would have been called, whichever that
// is.

#include <dlfcn.h>
#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstring>
#include <new>

#include "base/freed_memory.hpp"

namespace {

using yak::base::wipes_freed_memory;

/// A function of the allocator's behind this executable, looked up at its first use: libraries free
/// memory before this file's variables could be set up.
template <class... Arguments>
class Next {
 public:
  explicit constexpr Next(const char* symbol) : symbol_(symbol) {}

  void operator()(Arguments... arguments) noexcept {
    Function* function = function_.load(std::memory_order_relaxed);
    if (function == nullptr) [[unlikely]] {
      function = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, symbol_));
      function_.store(function, std::memory_order_relaxed);
    }
    function(arguments...);
  }

 private:
  using Function = void(Arguments...);
  const char* symbol_;
  std::atomic<Function*> function_{nullptr};
};

// The names are the Itanium C++ ABI's, of the forms below in their order.
constinit Next<void*> next{"_ZdlPv"};
constinit Next<void*, std::size_t> next_sized{"_ZdlPvm"};
constinit Next<void*, std::align_val_t> next_aligned{"_ZdlPvSt11align_val_t"};
constinit Next<void*, std::size_t, std::align_val_t> next_both{"_ZdlPvmSt11align_val_t"};

void wipe(void* memory) noexcept {
  if (!wipes_freed_memory || memory == nullptr) return;
  ::explicit_bzero(memory, ::malloc_usable_size(memory));
}

void wipe(void* memory, std::size_t size) noexcept {
  if (wipes_freed_memory && memory != nullptr) ::explicit_bzero(memory, size);
}

}  // namespace

void operator delete(void* memory) noexcept {
  wipe(memory);
  next(memory);
}
void operator delete(void* memory, std::size_t size) noexcept {
  wipe(memory, size);
  next_sized(memory, size);
}
void operator delete(void* memory, std::align_val_t alignment) noexcept {
  wipe(memory);
  next_aligned(memory, alignment);
}
void operator delete(void* memory, std::size_t size, std::align_val_t alignment) noexcept {
  wipe(memory, size);
  next_both(memory, size, alignment);
}

void operator delete[](void* memory) noexcept { operator delete(memory); }
void operator delete[](void* memory, std::size_t size) noexcept { operator delete(memory, size); }
void operator delete[](void* memory, std::align_val_t alignment) noexcept {
  operator delete(memory, alignment);
}
void operator delete[](void* memory, std::size_t size, std::align_val_t alignment) noexcept {
  operator delete(memory, size, alignment);
}
