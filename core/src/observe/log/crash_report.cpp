// SPDX-License-Identifier: Apache-2.0
#include "observe/log/crash_report.hpp"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "base/async/activity.hpp"
#include "observe/log/journal_stream.hpp"

// Most of this file runs in a signal handler of a crashing process: it calls only functions listed
// in signal-safety(7) and does not allocate.

namespace yak::observe {
namespace {

struct Fault {
  int number;
  const char* name;
};
constexpr std::array<Fault, 7> kFaults{{{SIGSEGV, "SIGSEGV"},
                                        {SIGBUS, "SIGBUS"},
                                        {SIGFPE, "SIGFPE"},
                                        {SIGILL, "SIGILL"},
                                        {SIGABRT, "SIGABRT"},
                                        {SIGSYS, "SIGSYS"},
                                        {SIGTRAP, "SIGTRAP"}}};
constexpr int kBugExit = 70;  // EX_SOFTWARE of sysexits(3)

/// Id of the process whose faults are reported; 0: none. A forked child has another id, so its
/// faults are not reported.
std::atomic<pid_t> reported_process{0};
std::atomic<std::atomic<std::uint64_t>*> crash_flag{nullptr};
std::atomic<bool> is_reported{false};
std::atomic<bool> writes_json{false};
std::atomic<bool> writes_to_journal{false};

bool is_reporting() noexcept { return reported_process.load() == ::getpid(); }

/// Formats one log line in a fixed buffer, without allocating.
class Line {
 public:
  explicit Line(std::string_view message) noexcept : json_(writes_json) {
    if (writes_to_journal) add(journal_priority(LogLevel::error));
    if (json_) {
      add(R"({"time":")");
      add_time();
      add(R"(","level":"error","source":"core","message":")");
      add(message);
      add("\"");
      return;
    }
    add_time();
    add(" error [core] ");
    add(message);
  }

  void field(std::string_view key, std::string_view value) noexcept {
    if (value.empty()) return;
    add(json_ ? ",\"" : " ");
    add(key);
    // Same rule as format_json(): the key `message` holds the line's text.
    if (json_ && key == "message") add("_id");
    add(json_ ? "\":\"" : "=");
    const bool quoted = !json_ && value.find(' ') != std::string_view::npos;
    if (quoted) add("\"");
    add(value);
    if (json_ || quoted) add("\"");
  }
  void field(std::string_view key, std::int64_t value) noexcept {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    field(key, std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
  }
  /// Uses a single write(2), so that other log lines cannot split this one.
  void write() noexcept {
    add(json_ ? "}\n" : "\n");
    static_cast<void>(!::write(STDERR_FILENO, text_.data(), size_));
  }

 private:
  void add(std::string_view piece) noexcept {
    const std::size_t room = std::min(piece.size(), text_.size() - size_);
    std::copy_n(piece.data(), room, text_.data() + size_);
    size_ += room;
  }
  void add_number(std::int64_t value, int digits) noexcept {
    std::array<char, 8> text{};
    for (int i = digits - 1; i >= 0; --i, value /= 10) {
      text[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    }
    add({text.data(), static_cast<std::size_t>(digits)});
  }
  /// gmtime() is not async-signal-safe.
  void add_time() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const std::chrono::sys_seconds time{std::chrono::seconds(now.tv_sec)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    add_number(static_cast<int>(date.year()), 4);
    add("-");
    add_number(static_cast<unsigned>(date.month()), 2);
    add("-");
    add_number(static_cast<unsigned>(date.day()), 2);
    add("T");
    add_number(clock.hours().count(), 2);
    add(":");
    add_number(clock.minutes().count(), 2);
    add(":");
    add_number(clock.seconds().count(), 2);
    add(".");
    add_number(now.tv_nsec / 1'000'000, 3);
    add("Z");
  }

  std::array<char, 1'024> text_;
  std::size_t size_ = 0;
  bool json_;
};

void add_activity(Line& line, const base::Activity* activity) noexcept {
  if (activity == nullptr) return;
  if (activity->instance != nullptr) {
    line.field("plugin", activity->instance->plugin);
    line.field("instance", activity->instance->instance);
  }
  if (activity->layer != nullptr) line.field("layer", activity->layer);
  if (activity->message != 0) line.field("message", activity->message);
}

void add_thread(Line& line) noexcept {
  std::array<char, 17> name{};
  ::prctl(PR_GET_NAME, name.data());
  line.field("thread", name.data());
}

/// Returns false if another thread has already begun to report a fault.
bool begin_report() noexcept {
  if (auto* flag = crash_flag.load()) flag->store(1);
  return !is_reported.exchange(true);
}

const char* name_of(int signal) noexcept {
  for (const Fault& fault : kFaults) {
    if (fault.number == signal) return fault.name;
  }
  return "?";
}

void on_fault(int signal, siginfo_t* details, void* /*context*/) {
  if (is_reporting() && begin_report()) {
    Line line("the daemon is crashing: fatal signal");
    line.field("signal", name_of(signal));
    if (signal == SIGSEGV && base::is_stack_overflow(details->si_addr)) {
      line.field("reason", "stack overflow");
    }
    if (details->si_code == SI_USER && details->si_pid != ::getpid()) {
      // Another process sent the signal with kill(2), for example the service manager's watchdog.
      // The thread that received it is not the cause; a blocked event loop may be.
      line.field("sender", std::int64_t{details->si_pid});
      const base::Activity blocking = base::blocking_activity();
      add_activity(line, &blocking);
    } else {
      add_thread(line);
      add_activity(line, base::running_activity());
    }
    line.write();
  }
  // SA_RESETHAND removed the handler on entry, so the default action ends the process.
  static_cast<void>(::raise(signal));
}

/// Calls of exit() from inside the C library bypass Yak's replacements; atexit(3) catches them.
void at_exit() { report_exit("exit", -1); }

void install_handlers() {
  for (const Fault& fault : kFaults) {
    struct sigaction present{};
    if (::sigaction(fault.number, nullptr, &present) != 0) continue;
    if ((present.sa_flags & SA_SIGINFO) != 0 || present.sa_handler != SIG_DFL) continue;
    struct sigaction ours{};
    ours.sa_sigaction = on_fault;
    ours.sa_flags = static_cast<int>(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND);
    ::sigaction(fault.number, &ours, nullptr);
  }
}

}  // namespace

CrashReport::CrashReport() {
  writes_to_journal = is_journal(STDERR_FILENO);
  is_reported = false;
  reported_process = ::getpid();
  static const bool kRegistered = std::atexit(at_exit) == 0 && std::at_quick_exit(at_exit) == 0;
  static_cast<void>(kRegistered);
  install_handlers();
}

CrashReport::~CrashReport() { reported_process = 0; }

void CrashReport::set_format(LogFormat format) noexcept { writes_json = format == LogFormat::json; }

void CrashReport::note_faults_in(std::atomic<std::uint64_t>* flag) noexcept { crash_flag = flag; }

void CrashReport::forget(std::atomic<std::uint64_t>* flag) noexcept {
  crash_flag.compare_exchange_strong(flag, nullptr);
}

void end_process(int exit_code) noexcept {
  ::syscall(SYS_exit_group, exit_code);
  __builtin_unreachable();
}

void write_fault(const char* words, const char* thread, const base::Activity* activity) noexcept {
  Line line(words);
  if (thread != nullptr) line.field("thread", thread);
  add_activity(line, activity);
  line.write();
}

void end_by_fault() noexcept {
  begin_report();
  end_process(kBugExit);
}

void report_exit(const char* function, int exit_code) noexcept {
  if (!is_reporting()) return;
  if (begin_report()) {
    Line line("the daemon is crashing: its code called an exit function");
    line.field("function", function);
    if (exit_code >= 0) line.field("code", std::int64_t{exit_code});
    add_thread(line);
    add_activity(line, base::running_activity());
    line.write();
  }
  end_process(kBugExit);
}

}  // namespace yak::observe
