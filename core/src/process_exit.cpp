// SPDX-License-Identifier: Apache-2.0
// Replaces the functions that end a process without a signal, for plugins and libraries too: the
// executable's definitions take precedence over the C library's. A plugin that calls them ends the
// daemon as a crash does, and this must not look like an orderly stop (crash_report.hpp). `main`
// ends with the C library's own exit.

#include <dlfcn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "observe/log/crash_report.hpp"

namespace {

[[noreturn]] void end_like(const char* function, int exit_code) {
  using Exit = void(int);
  if (auto* standard = reinterpret_cast<Exit*>(::dlsym(RTLD_NEXT, function))) standard(exit_code);
  yak::observe::end_process(exit_code);
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) void exit(int exit_code) noexcept {
  yak::observe::report_exit("exit", exit_code);
  end_like("exit", exit_code);
}
__attribute__((visibility("default"))) void quick_exit(int exit_code) noexcept {
  yak::observe::report_exit("quick_exit", exit_code);
  end_like("quick_exit", exit_code);
}
__attribute__((visibility("default"))) void _exit(int exit_code) {
  yak::observe::report_exit("_exit", exit_code);
  yak::observe::end_process(exit_code);
}
__attribute__((visibility("default"))) void _Exit(int exit_code) noexcept {
  yak::observe::report_exit("_Exit", exit_code);
  yak::observe::end_process(exit_code);
}

}  // extern "C"
