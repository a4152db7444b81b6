#pragma once

#include <atomic>
#include <cstdint>

#include "base/activity.hpp"
#include "observe/log/log_format.hpp"
#include "yak/api.hpp"

namespace yak::observe {

/// From its construction to its end, a fault of this process (SIGSEGV, SIGBUS, SIGFPE, SIGILL,
/// SIGABRT, SIGSYS, SIGTRAP) is reported before it takes its course: one line on standard error
/// with the signal, the thread, and the instance, plugin, layer and message that ran there.
/// `exit()` and its relatives, called while it lives, count as faults too, whoever calls them; the
/// process then ends with the exit code 70.
///
/// Signals that somebody handles already (sanitizers) are left alone. In a child that was forked it
/// does nothing. One at a time, for the daemon's whole life.
class CrashReport {
 public:
  CrashReport();
  ~CrashReport();
  CrashReport(const CrashReport&) = delete;
  CrashReport& operator=(const CrashReport&) = delete;

  /// The form of the line. Thread-safe.
  static void set_format(LogFormat format) noexcept;
  /// Where else a fault is noted, in memory that outlives the process: set to 1. Null: nowhere.
  static void note_faults_in(std::atomic<std::uint64_t>* flag) noexcept;
  /// The same unless another flag has been set meanwhile.
  static void forget(std::atomic<std::uint64_t>* flag) noexcept;
};

/// Ends the process at once, with nothing flushed or destroyed; counts as no fault.
[[noreturn]] YAK_API void end_process(int exit_code) noexcept;
/// Writes a line of the same form: `words`, and what ran on which thread; both may be null.
void write_fault(const char* words, const char* thread, const base::Activity* activity) noexcept;
/// Ends the process at once with the exit code 70, noted as a fault.
[[noreturn]] void end_by_fault() noexcept;
/// For what stands in the place of `exit()` and its relatives. Comes back when no CrashReport
/// lives in this process.
YAK_API void report_exit(const char* function, int exit_code) noexcept;

}  // namespace yak::observe
