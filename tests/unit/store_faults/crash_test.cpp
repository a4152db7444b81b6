// SPDX-License-Identifier: Apache-2.0
// The process ends at any of the store's writes: nothing that the store confirmed is lost, and
// nothing is stored in part.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

#include "unit/store_faults/disk.hpp"
#include "unit/store_faults/workload.hpp"

namespace yak::store_test {
namespace {

void say(int pipe, const Promise& promise) {
  const std::string line = std::to_string(static_cast<int>(promise.what)) + " " + promise.name +
                           " " + std::to_string(promise.id) + "\n";
  if (::write(pipe, line.data(), line.size()) < 0) ::_exit(2);
}

/// In the child process: opens, uses and closes a store, unless the crash ends it first.
void live(StoreHome& home, int calls, int pipe) {
  const rlimit no_core{};
  ::setrlimit(RLIMIT_CORE, &no_core);
  Disk::instance().abort_after(calls);
  const auto store = make_store(home);
  if (!store->open()) ::_exit(3);
  wait(work(*store, "m", 12, 10, [pipe](const Promise& promise) { say(pipe, promise); }));
  store->close();
  ::_exit(0);
}

/// Runs a child process and records the promises that its store made. True if it did not crash.
bool outlives(StoreHome& home, int calls, Promises& promises) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe failed");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    live(home, calls, ends[1]);
  }
  ::close(ends[1]);
  std::FILE* told = ::fdopen(ends[0], "r");
  int what = 0;
  char name[64];
  long long id = 0;
  while (std::fscanf(told, "%d %63s %lld", &what, name, &id) == 3) {
    promises.add({static_cast<Promise::What>(what), name, id});
  }
  std::fclose(told);
  int status = 0;
  ::waitpid(child, &status, 0);
  const bool aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  EXPECT_TRUE(aborted || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) << status;
  return !aborted;
}

TEST(Crash, AtAnyWriteLosesNothingAndStoresNothingInPart) {
  Disk::instance().reset();
  int calls = 1;
  for (bool whole = false; !whole && !::testing::Test::HasFailure(); ++calls) {
    SCOPED_TRACE("crash at call " + std::to_string(calls));
    StoreHome home;
    Promises promises;
    whole = outlives(home, calls, promises);
    promises.expect_kept(home);
    if (whole) EXPECT_GT(promises.size(), 30U);
  }
  EXPECT_GT(calls, 100);
}

}  // namespace
}  // namespace yak::store_test
