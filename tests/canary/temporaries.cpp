// SPDX-License-Identifier: Apache-2.0
// Temporaries of class type in an expression with co_await: braced aggregates, capturing lambdas.

#include <functional>
#include <utility>

#include "canary.hpp"

namespace canary {
namespace {

struct Order {
  Tracked what;
  std::string text;
  int count = 0;
};

task<int> take(Order order) {
  const bool suspended = co_await later_true(true);
  co_return suspended ? order.what.value() + order.count : 0;
}

task<int> look_at(const Order& order) {
  const bool suspended = co_await later_true(true);
  co_return suspended ? order.what.value() + order.count : 0;
}

template <class Call>
task<int> call(Call wanted) {
  const bool suspended = co_await later_true(true);
  co_return suspended ? wanted() : 0;
}

task<int> call_function(std::function<int()> wanted) {
  const bool suspended = co_await later_true(true);
  co_return suspended ? wanted() : 0;
}

task<std::size_t> length(const std::string& text) {
  const bool suspended = co_await later_true(true);
  co_return suspended ? text.size() : 0;
}

task<bool> aggregate_by_value() {
  const int got = co_await take(Order{Tracked(1), "a text that does not fit inside a string", 2});
  co_return got == 3;
}

task<bool> aggregate_braces_alone() {
  const int got = co_await take({Tracked(1), "a text that does not fit inside a string", 2});
  co_return got == 3;
}

task<bool> aggregate_by_reference() {
  const int got =
      co_await look_at(Order{Tracked(1), "a text that does not fit inside a string", 2});
  co_return got == 3;
}

task<bool> aggregate_with_awaited_part() {
  const int got = co_await take(Order{co_await later(4), "a text that does not fit inside", 2});
  co_return got == 6;
}

task<bool> aggregate_designated() {
  const int got = co_await take(Order{.what = Tracked(1), .text = "x", .count = 5});
  co_return got == 6;
}

task<bool> lambda_template() {
  const Tracked kept(8);
  const int got = co_await call([kept] { return kept.value(); });
  co_return got == 8;
}

task<bool> lambda_function() {
  const Tracked kept(8);
  const int got = co_await call_function([kept] { return kept.value(); });
  co_return got == 8;
}

task<bool> lambda_moved_capture() {
  Tracked kept(8);
  const int got = co_await call([held = std::move(kept)] { return held.value(); });
  co_return got == 8;
}

task<bool> string_by_reference() {
  const std::size_t got = co_await length(std::string(100, 'x'));
  co_return got == 100;
}

task<bool> constructed_by_value() {
  const Tracked sum(co_await take(Order{Tracked(1), {}, 0}) +
                    co_await take(Order{Tracked(2), {}, 0}));
  co_return sum.value() == 3;
}

/// The form that all compilers handle correctly.
task<bool> named_first() {
  Order order{Tracked(1), "a text that does not fit inside a string", 2};
  const int got = co_await take(std::move(order));
  co_return got == 3;
}

}  // namespace

std::vector<Pattern> temporaries() {
  return {{"aggregate_by_value", &aggregate_by_value},
          {"aggregate_braces_alone", &aggregate_braces_alone},
          {"aggregate_by_reference", &aggregate_by_reference},
          {"aggregate_with_awaited_part", &aggregate_with_awaited_part},
          {"aggregate_designated", &aggregate_designated},
          {"lambda_template", &lambda_template},
          {"lambda_function", &lambda_function},
          {"lambda_moved_capture", &lambda_moved_capture},
          {"string_by_reference", &string_by_reference},
          {"constructed_by_value", &constructed_by_value},
          {"named_first", &named_first}};
}

}  // namespace canary
