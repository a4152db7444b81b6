// SPDX-License-Identifier: Apache-2.0
// `?:` with operands of class type around a co_await.

#include "canary.hpp"

namespace canary {
namespace {

task<int> awaited_left(bool which) {
  const Tracked got = which ? co_await later(1) : Tracked(2);
  co_return got.value();
}

task<int> awaited_right(bool which) {
  const Tracked got = which ? Tracked(1) : co_await later(2);
  co_return got.value();
}

task<int> awaited_both(bool which) {
  const Tracked got = which ? co_await later(1) : co_await later(2);
  co_return got.value();
}

task<int> awaited_condition() {
  const Tracked got = co_await later_true(true) ? Tracked(1) : Tracked(2);
  co_return got.value();
}

task<std::string> returned_text(bool which) {
  co_return which ? co_await later_text("the first text, which is long enough for the heap")
                  : std::string("the second text, which is long enough for the heap");
}

task<int> as_argument(bool which) {
  const int size = static_cast<int>(
      (co_await later_text(which ? co_await later_text("one") : std::string("three"))).size());
  co_return size;
}

task<bool> run_left() {
  const int first = co_await awaited_left(true);
  const int second = co_await awaited_left(false);
  co_return first == 1 && second == 2;
}
task<bool> run_right() {
  const int first = co_await awaited_right(true);
  const int second = co_await awaited_right(false);
  co_return first == 1 && second == 2;
}
task<bool> run_both() {
  const int first = co_await awaited_both(true);
  const int second = co_await awaited_both(false);
  co_return first == 1 && second == 2;
}
task<bool> run_condition() {
  const int first = co_await awaited_condition();
  co_return first == 1;
}
task<bool> run_text() {
  const std::string first = co_await returned_text(true);
  const std::string second = co_await returned_text(false);
  co_return first.starts_with("the first") && second.starts_with("the second");
}
task<bool> run_argument() {
  const int first = co_await as_argument(true);
  const int second = co_await as_argument(false);
  co_return first == 3 && second == 5;
}

}  // namespace

std::vector<Pattern> conditional_operators() {
  return {
      {"conditional_awaited_left", &run_left},  {"conditional_awaited_right", &run_right},
      {"conditional_awaited_both", &run_both},  {"conditional_awaited_condition", &run_condition},
      {"conditional_returned_text", &run_text}, {"conditional_as_argument", &run_argument}};
}

}  // namespace canary
