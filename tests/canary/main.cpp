// SPDX-License-Identifier: Apache-2.0
// Runs every pattern in a child process and prints those that this compiler miscompiles.
// `canary NAME` runs one pattern in this process, for a debugger.

#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <cstring>
#include <exception>
#include <utility>

#include "canary.hpp"

namespace canary {
namespace asio = boost::asio;
namespace {

int living_count = 0;
int wrong_count = 0;

}  // namespace

Tracked::Tracked(int value) : value_(value) { begin(); }
Tracked::Tracked(const Tracked& other) : value_(other.value()) { begin(); }
Tracked::Tracked(Tracked&& other) noexcept : value_(other.value()) { begin(); }
Tracked& Tracked::operator=(const Tracked& other) {
  value_ = other.value();
  return *this;
}
Tracked& Tracked::operator=(Tracked&& other) noexcept {
  value_ = other.value();
  return *this;
}
Tracked::~Tracked() {
  if (self_ != this) {
    ++wrong_count;
    return;
  }
  self_ = nullptr;
  --living_count;
}

void Tracked::begin() {
  self_ = this;
  text_ = "a text that is too long for the small string " + std::to_string(value_);
  ++living_count;
}

int Tracked::value() const { return self_ == this ? value_ : -1; }
int Tracked::living() { return living_count; }
int Tracked::wrong() { return wrong_count; }

task<Tracked> later(int value) {
  co_await asio::post(asio::use_awaitable);
  Tracked made(value);
  co_return made;
}

task<bool> later_true(bool value) {
  co_await asio::post(asio::use_awaitable);
  co_return value;
}

task<std::string> later_text(std::string text) {
  co_await asio::post(asio::use_awaitable);
  co_return text;
}

namespace {

enum Verdict : int { kRight = 0, kWrongValue = 1, kLeaked = 2, kDestroyedWrongly = 3, kThrew = 4 };

int run_here(const Pattern& pattern) {
  bool right = false;
  std::exception_ptr thrown;
  {
    asio::io_context loop;
    const auto ended = [&](std::exception_ptr failure, bool value) {
      thrown = std::move(failure);
      right = value;
    };
    asio::co_spawn(loop, pattern.run(), ended);
    loop.run();
  }
  if (thrown) return kThrew;
  if (Tracked::wrong() != 0) return kDestroyedWrongly;
  if (Tracked::living() != 0) return kLeaked;
  return right ? kRight : kWrongValue;
}

const char* describe(int status) {
  if (WIFSIGNALED(status)) return "crashed";
  switch (WEXITSTATUS(status)) {
    case kRight: return "right";
    case kWrongValue: return "WRONG VALUE";
    case kLeaked: return "NEVER DESTROYED";
    case kDestroyedWrongly: return "DESTROYED TWICE OR ELSEWHERE";
    case kThrew: return "THREW";
    default: return "FAILED";
  }
}

/// Runs the pattern in a child process; returns its wait status.
int run_apart(const Pattern& pattern) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    // A pattern that hangs fails, too.
    alarm(10);
    _exit(run_here(pattern));
  }
  int status = -1;
  if (child < 0 || waitpid(child, &status, 0) != child) return -1;
  return status;
}

std::vector<Pattern> all() {
  std::vector<Pattern> patterns = conditions();
  for (const Pattern& pattern : temporaries()) patterns.push_back(pattern);
  for (const Pattern& pattern : conditional_operators()) patterns.push_back(pattern);
  return patterns;
}

}  // namespace
}  // namespace canary

int main(int argc, char** argv) {
  int failed = 0;
  bool found = argc < 2;
  for (const canary::Pattern& pattern : canary::all()) {
    if (argc > 1) {
      if (std::strcmp(argv[1], pattern.name) != 0) continue;
      found = true;
      failed += canary::run_here(pattern) == canary::kRight ? 0 : 1;
      continue;
    }
    const int status = canary::run_apart(pattern);
    if (status != 0) ++failed;
    std::printf("%-44s %s\n", pattern.name, canary::describe(status));
  }
  if (!found) std::printf("there is no pattern %s\n", argv[1]);
  if (failed == 0 && found) return 0;
  if (argc < 2) std::printf("%d patterns are compiled wrongly; do not write them\n", failed);
  return found ? failed : 64;
}
