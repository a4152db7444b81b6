// SPDX-License-Identifier: Apache-2.0
// A coroutine without a local before `if`, `while` or `switch` on a co_await.

#include "canary.hpp"

namespace canary {
namespace {

task<int> if_first() {
  if (co_await later_true(true)) co_return 1;
  co_return 2;
}

task<int> if_class_first() {
  if (co_await later(7)) co_return 1;
  co_return 2;
}

task<int> if_not_first(int value) {
  if (!(co_await later(value))) co_return 1;
  co_return 2;
}

task<int> while_first(int* left) {
  while (co_await later_true(*left > 0)) --*left;
  co_return *left;
}

task<int> switch_first() {
  switch ((co_await later(3)).value()) {
    case 3: co_return 30;
    case 4: co_return 40;
    default: co_return 0;
  }
}

task<int> if_initialiser() {
  if (const Tracked made = co_await later(5); made.value() == 5) co_return made.value();
  co_return 0;
}

task<int> short_circuit(bool first) {
  if (first && co_await later_true(true)) co_return 1;
  co_return 2;
}

// These are written so that only the pattern itself can fail.
task<bool> run_if() {
  const int got = co_await if_first();
  co_return got == 1;
}
task<bool> run_if_class() {
  const int got = co_await if_class_first();
  co_return got == 1;
}
task<bool> run_if_not() {
  const int got = co_await if_not_first(0);
  co_return got == 1;
}
task<bool> run_while() {
  int left = 3;
  const int got = co_await while_first(&left);
  co_return got == 0;
}
task<bool> run_switch() {
  const int got = co_await switch_first();
  co_return got == 30;
}
task<bool> run_if_initialiser() {
  const int got = co_await if_initialiser();
  co_return got == 5;
}
task<bool> run_short_circuit() {
  const int yes = co_await short_circuit(true);
  const int no = co_await short_circuit(false);
  co_return yes == 1 && no == 2;
}

}  // namespace

std::vector<Pattern> conditions() {
  return {{"if_first", &run_if},
          {"if_class_first", &run_if_class},
          {"if_not_first", &run_if_not},
          {"while_first", &run_while},
          {"switch_first", &run_switch},
          {"if_initialiser", &run_if_initialiser},
          {"short_circuit", &run_short_circuit}};
}

}  // namespace canary
