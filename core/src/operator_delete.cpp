// Every `operator delete` of the process, plugins and libraries included (C++20, [new.delete]): the
// executable's definitions come first. They are jemalloc's own but for threads that wipe what they
// free. `operator new` stays jemalloc's, so that what comes here is jemalloc's.

#include <jemalloc/jemalloc.h>

#include <cstddef>
#include <cstring>
#include <new>

#include "services/freed_memory.hpp"

namespace {

using yak::services::wipes_freed_memory;

void give_back(void* memory) noexcept {
  if (memory == nullptr) return;
  if (wipes_freed_memory) ::explicit_bzero(memory, ::malloc_usable_size(memory));
  ::free(memory);
}

void give_back(void* memory, std::size_t size, int flags) noexcept {
  if (memory == nullptr) return;
  if (wipes_freed_memory) ::explicit_bzero(memory, size);
  ::sdallocx(memory, size, flags);
}

int flags_of(std::align_val_t alignment) noexcept {
  return MALLOCX_ALIGN(static_cast<std::size_t>(alignment));
}

}  // namespace

void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept { give_back(memory); }
void operator delete[](void* memory, const std::nothrow_t& /*tag*/) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { give_back(memory); }
void operator delete[](void* memory, std::align_val_t /*alignment*/) noexcept { give_back(memory); }

void operator delete(void* memory, std::size_t size) noexcept { give_back(memory, size, 0); }
void operator delete[](void* memory, std::size_t size) noexcept { give_back(memory, size, 0); }
void operator delete(void* memory, std::size_t size, std::align_val_t alignment) noexcept {
  give_back(memory, size, flags_of(alignment));
}
void operator delete[](void* memory, std::size_t size, std::align_val_t alignment) noexcept {
  give_back(memory, size, flags_of(alignment));
}
