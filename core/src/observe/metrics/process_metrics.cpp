// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace yak::observe {
namespace {

/// Reads the fields of /proc/self/stat from the third on. The second is the executable's name,
/// which may contain blanks and parentheses (proc(5)).
std::optional<std::array<double, 22>> read_stat() {
  std::ifstream file("/proc/self/stat");
  std::string text;
  if (!std::getline(file, text)) return std::nullopt;
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(name_end + 1));
  char state = 0;
  rest >> state;
  std::array<double, 22> fields{};
  for (std::size_t i = 1; i < fields.size(); ++i) rest >> fields[i];
  if (!rest) return std::nullopt;
  return fields;
}

/// Returns a field by its number in proc(5), which counts from 1.
double field(const std::array<double, 22>& fields, std::size_t number) {
  return fields[number - 3];
}

/// Time of the machine's boot in seconds since 1970 (`btime` in /proc/stat).
std::optional<double> boot_time() {
  std::ifstream file("/proc/stat");
  std::string word;
  while (file >> word) {
    if (word == "btime") {
      double seconds = 0;
      return file >> seconds ? std::optional<double>(seconds) : std::nullopt;
    }
    std::getline(file, word);
  }
  return std::nullopt;
}

}  // namespace

ProcessMetrics::ProcessMetrics(Metrics& metrics)
    : cpu_(metrics.counter("process_cpu_seconds_total", "Processor time of the process")),
      resident_(metrics.gauge("process_resident_memory_bytes", "Memory in RAM")),
      virtual_(metrics.gauge("process_virtual_memory_bytes", "Address space in use")),
      threads_(metrics.gauge("process_threads", "Threads")),
      start_(metrics.gauge("process_start_time_seconds",
                           "When the process was started, in seconds since 1970")),
      descriptors_(metrics.gauge("process_open_fds", "Open file descriptors")),
      most_descriptors_(metrics.gauge("process_max_fds", "Limit of open file descriptors")) {
  refresh();
}

void ProcessMetrics::refresh() {
  const std::lock_guard lock(mutex_);
  refresh_stat();
  refresh_descriptors();
}

void ProcessMetrics::refresh_stat() {
  const auto stat = read_stat();
  if (!stat) return;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double cpu = (field(*stat, 14) + field(*stat, 15)) / ticks;
  cpu_.add(std::max(0.0, cpu - counted_cpu_));
  counted_cpu_ = std::max(cpu, counted_cpu_);
  threads_.set(field(*stat, 20));
  virtual_.set(field(*stat, 23));
  resident_.set(field(*stat, 24) * static_cast<double>(sysconf(_SC_PAGESIZE)));
  if (const auto boot = boot_time()) start_.set(*boot + field(*stat, 22) / ticks);
}

void ProcessMetrics::refresh_descriptors() {
  std::error_code failure;
  double open = 0;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", failure), end;
       !failure && entry != end; entry.increment(failure)) {
    ++open;
  }
  // Do not count the descriptor that reads the directory.
  if (!failure) descriptors_.set(open - 1);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    most_descriptors_.set(static_cast<double>(limit.rlim_cur));
  }
}

}  // namespace yak::observe
