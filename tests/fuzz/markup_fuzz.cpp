// SPDX-License-Identifier: Apache-2.0
// WhatsApp's markup of any Markdown is valid UTF-8, at most twice as long as the text, not empty,
// and made within a bound of time. Each input is also a recipe for a long text, in which its pieces
// (separated by form feeds) are repeated: quadratic time shows only with long texts.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/text/markdown_bounds.hpp"
#include "twilio_whatsapp/text/whatsapp_markup.hpp"
#include "yak/text/utf8.hpp"

namespace {

/// CPU time in a build with sanitizers; without them a hundredth of it is usual.
constexpr double kMaxSeconds = 0.5;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not true: %s\n", what);
  std::abort();
}

void check(const std::string& markdown) {
  const std::string repaired = yak::repair_utf8(markdown);
  const double began = cpu_seconds();
  const std::string shown = yak::twilio::to_whatsapp_markup(markdown);
  expect(cpu_seconds() - began < kMaxSeconds, "it takes half a second at most");
  expect(yak::repair_utf8(shown) == shown, "the result is valid UTF-8");
  expect(shown.size() <= 2 * repaired.size(), "the result is at most twice the text");
  const bool says_something = repaired.find_first_not_of(" \t\r\n") != std::string::npos;
  expect(!says_something || shown.find_first_not_of(" \t\r\n") != std::string::npos,
         "the result shows something");
}

std::vector<std::string_view> pieces_of(std::string_view recipe) {
  constexpr std::size_t kMaxPieces = 8;
  std::vector<std::string_view> pieces;
  while (pieces.size() + 1 < kMaxPieces && recipe.find('\f') != std::string_view::npos) {
    pieces.push_back(recipe.substr(0, recipe.find('\f')));
    recipe.remove_prefix(recipe.find('\f') + 1);
  }
  pieces.push_back(recipe);
  return pieces;
}

/// Repeats every piece to fill its share; a piece that only frames the next one occurs once.
std::string long_text(std::string_view recipe) {
  const std::vector<std::string_view> pieces = pieces_of(recipe);
  const std::size_t share = yak::twilio::kMaxMarkdownBytes / pieces.size();
  std::string text;
  for (const std::string_view piece : pieces) {
    const bool is_frame = piece == "\n" || piece == "|\n" || piece.starts_with("[a]: ");
    std::size_t left = is_frame || piece.empty() ? 0 : share / piece.size();
    do text += piece;
    while (left-- > 1);
  }
  return text.substr(0, yak::twilio::kMaxMarkdownBytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view recipe(reinterpret_cast<const char*>(data), size);
  check(std::string(recipe));
  check(long_text(recipe));
  return 0;
}
