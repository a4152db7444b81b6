// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/time_limit.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

namespace yak::testing {
namespace {

double read_time_factor() {
  const char* const text = std::getenv("YAK_TEST_TIME_FACTOR");
  if (text == nullptr || *text == '\0') return 1;
  char* end = nullptr;
  const double factor = std::strtod(text, &end);
  if (*end == '\0' && factor >= 1 && factor <= 1'000) return factor;
  throw std::invalid_argument("YAK_TEST_TIME_FACTOR is not a number from 1 to 1000: " +
                              std::string(text));
}

}  // namespace

std::chrono::milliseconds scaled(std::chrono::milliseconds span) {
  static const double kFactor = read_time_factor();
  return std::chrono::ceil<std::chrono::milliseconds>(span * kFactor);
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + scaled(limit);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace yak::testing
