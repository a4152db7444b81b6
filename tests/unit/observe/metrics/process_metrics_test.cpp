// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics/process_metrics.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <vector>

#include "yak/testing/counting_metrics.hpp"

namespace yak::observe {
namespace {

TEST(ProcessMetrics, ReportsWhatTheProcessUses) {
  testing::CountingMetrics metrics;
  ProcessMetrics process(metrics);
  constexpr double kMiB = 1 << 20;
  EXPECT_GT(metrics.value("process_resident_memory_bytes"), kMiB);
  EXPECT_GE(metrics.value("process_virtual_memory_bytes"),
            metrics.value("process_resident_memory_bytes"));
  EXPECT_GE(metrics.value("process_threads"), 1);
  EXPECT_GE(metrics.value("process_open_fds"), 3);
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(metrics.value("process_max_fds"), static_cast<double>(limit.rlim_cur));
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_GT(metrics.value("process_start_time_seconds"), 1e9);
  // The boot time has whole seconds.
  EXPECT_LE(metrics.value("process_start_time_seconds"), now + 1);
}

TEST(ProcessMetrics, ReadsDescriptorsAndCpuTimeAgainEachTime) {
  testing::CountingMetrics metrics;
  ProcessMetrics process(metrics);
  const double before = metrics.value("process_open_fds");
  std::vector<int> files;
  for (int i = 0; i < 10; ++i) files.push_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
  process.refresh();
  EXPECT_EQ(metrics.value("process_open_fds"), before + 10);
  for (const int file : files) close(file);

  const double cpu = metrics.value("process_cpu_seconds_total");
  volatile unsigned sum = 0;
  while (metrics.value("process_cpu_seconds_total") < cpu + 0.02) {
    for (unsigned i = 0; i < 100'000; ++i) sum = sum + i;
    process.refresh();
  }
  rusage used{};
  ASSERT_EQ(getrusage(RUSAGE_SELF, &used), 0);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  EXPECT_LE(metrics.value("process_cpu_seconds_total"),
            seconds(used.ru_utime) + seconds(used.ru_stime) + 0.05);
}

}  // namespace
}  // namespace yak::observe
