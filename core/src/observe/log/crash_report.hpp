// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "base/async/activity.hpp"
#include "observe/log/log_format.hpp"
#include "yak/api.hpp"

namespace yak::observe {

/// While an object of this class exists, each fatal signal of this process (SIGSEGV, SIGBUS,
/// SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP) is reported before the signal's default action: one
/// line on standard error with the signal, the thread, and the instance, plugin, layer and message
/// that ran there. A call of `exit()` or a similar function by any code also counts as a fault; the
/// process then ends with exit code 70.
///
/// Signals that already have a handler (sanitizers) are left alone. In a forked child it does
/// nothing. At most one object may exist at a time; the daemon has one for its whole life.
class CrashReport {
 public:
  CrashReport();
  ~CrashReport();
  CrashReport(const CrashReport&) = delete;
  CrashReport& operator=(const CrashReport&) = delete;

  /// Sets the format of the line. Thread-safe.
  static void set_format(LogFormat format) noexcept;
  /// Sets the flag that a fault sets to 1, in memory that outlives the process. Null: no flag.
  static void note_faults_in(std::atomic<std::uint64_t>* flag) noexcept;
  /// Clears the flag unless another one has been set since.
  static void forget(std::atomic<std::uint64_t>* flag) noexcept;
};

/// Ends the process at once without flushing or destroying anything. Does not count as a fault.
[[noreturn]] YAK_API void end_process(int exit_code) noexcept;
/// Writes a line in the same format: the text `words`, the thread's name and what ran on it.
/// `thread` and `activity` may be null.
void write_fault(const char* words, const char* thread, const base::Activity* activity) noexcept;
/// Ends the process at once with exit code 70; counts as a fault.
[[noreturn]] void end_by_fault() noexcept;
/// Called by Yak's replacements of `exit()` and similar functions. Reports a fault and ends the
/// process with exit code 70; returns if no CrashReport exists in this process.
YAK_API void report_exit(const char* function, int exit_code) noexcept;

}  // namespace yak::observe
