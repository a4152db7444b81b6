// SPDX-License-Identifier: Apache-2.0
// Preloaded into the daemon: shifts its wall clock by the number of seconds in the first eight
// bytes of the file $YAK_SHIFTED_CLOCK. The file is read at every call, so that a test can change
// the clock while the daemon runs. Monotonic clocks are not changed. (libfaketime does the same,
// but it allocates before it is initialised, and hangs with jemalloc, which reads the clock.)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace {

const volatile std::int64_t* shift = nullptr;

__attribute__((constructor)) void open_shift() {
  const char* path = std::getenv("YAK_SHIFTED_CLOCK");
  const int file = path == nullptr ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void* page = mmap(nullptr, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (page != MAP_FAILED) shift = static_cast<const std::int64_t*>(page);
}

timespec wall_time() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now;
}

}  // namespace

// Interposes the C library's functions.
#define YAK_INTERPOSES extern "C" __attribute__((visibility("default")))

YAK_INTERPOSES int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const long failed = syscall(SYS_clock_gettime, clock, now);
  const bool is_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (failed == 0 && is_wall && shift != nullptr) now->tv_sec += *shift;
  return static_cast<int>(failed);
}

YAK_INTERPOSES int gettimeofday(timeval* now, void* /*zone*/) noexcept {
  const timespec precise = wall_time();
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

YAK_INTERPOSES time_t time(time_t* out) noexcept {
  const timespec now = wall_time();
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}
