// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/expand.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace yak::config {
namespace {

constexpr std::size_t kMaxText = std::size_t{64} << 10;
constexpr std::size_t kMaxVariableName = 128;
constexpr std::size_t kMaxFaults = 20;
constexpr int kMaxNesting = 8;
constexpr std::string_view kOpen = "${";
constexpr std::string_view kDefault = ":-";
constexpr const char* kTooLong = "longer than 64 KiB";

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_letter_or_digit(char c) noexcept { return is_letter(c) || (c >= '0' && c <= '9'); }

/// Detects `value   # words` and `# words`. systemd's EnvironmentFile= and docker's --env-file
/// treat a comment after a value as part of the value (systemd.exec(5)). A `#` after several words
/// is not taken for a comment.
bool ends_in_comment(std::string_view value) {
  const std::size_t space = std::min(value.find_first_of(" \t"), value.size());
  const std::string_view first = value.substr(0, space);
  const std::size_t next = std::min(value.find_first_not_of(" \t", space), value.size());
  const auto is_mark = [](std::string_view text) {
    return text == "#" || text.starts_with("# ") || text.starts_with("#\t");
  };
  return is_mark(value.substr(next)) || (first == "#" && next < value.size());
}

/// The offset of the `}` that closes a `${`. `text` begins after the `${`.
std::size_t find_close(std::string_view text) {
  int open = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("$$")) {
      ++i;
    } else if (text.substr(i).starts_with(kOpen)) {
      ++open;
      ++i;
    } else if (text[i] == '}' && --open == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

class Expander {
 public:
  Expander(const Environment& environment, Unset unset)
      : environment_(environment), unset_(unset) {}

  void run(std::string_view text, int nesting) {
    while (!text.empty()) {
      const std::size_t dollar = std::min(text.find('$'), text.size());
      append(text.substr(0, dollar));
      text.remove_prefix(dollar);
      if (text.starts_with("$$")) {
        append("$");
        text.remove_prefix(2);
      } else if (text.starts_with(kOpen)) {
        text = reference(text.substr(kOpen.size()), nesting);
      } else if (!text.empty()) {
        append("$");
        text.remove_prefix(1);
      }
    }
  }

  Expansion take() { return std::move(result_); }

 private:
  /// Expands one reference, whose `${` is already consumed, and returns the text after it.
  std::string_view reference(std::string_view text, int nesting) {
    result_.has_reference = true;
    const std::size_t close = find_close(text);
    if (close == std::string_view::npos) {
      fault("'${' without a closing '}'; write $$ for a literal $");
      return {};
    }
    if (nesting == kMaxNesting) {
      fault("defaults nested more than 8 deep");
    } else {
      put(text.substr(0, close), nesting);
    }
    return text.substr(close + 1);
  }

  void put(std::string_view inside, int nesting) {
    const std::size_t colon = inside.find(kDefault);
    const std::string name(inside.substr(0, colon));
    if (!is_variable_name(name)) {
      fault("expected ${NAME} or ${NAME:-default}; write $$ for a literal $");
      return;
    }
    remember(name);
    const std::optional<std::string> value = environment_ ? environment_(name) : std::nullopt;
    if (value && !value->empty()) {
      result_.is_foreign = true;
      if (ends_in_comment(*value)) {
        fault("the value of environment variable " + name +
              " ends in a comment (# …): write comments on separate lines, systemd and docker "
              "take them as part of the value");
      }
      append(*value);
    } else if (colon != std::string_view::npos) {
      run(inside.substr(colon + kDefault.size()), nesting + 1);
    } else if (!value && unset_ == Unset::fault) {
      fault("environment variable " + name + " is not set; set it or write ${" + name +
            ":-default}");
    }
  }

  void append(std::string_view text) {
    if (result_.text.size() + text.size() > kMaxText) {
      fault(kTooLong);
    } else {
      result_.text += text;
    }
  }

  void remember(const std::string& name) {
    auto& names = result_.variables;
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }

  void fault(std::string message) {
    auto& faults = result_.faults;
    const bool is_new = std::ranges::find(faults, message) == faults.end();
    if (is_new && faults.size() < kMaxFaults) faults.push_back(std::move(message));
  }

  const Environment& environment_;
  Unset unset_;
  Expansion result_;
};

}  // namespace

bool is_variable_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= kMaxVariableName && is_letter(name[0]) &&
         std::ranges::all_of(name, is_letter_or_digit);
}

Expansion expand(std::string_view text, const Environment& environment, Unset unset) {
  Expansion refused;
  refused.faults.emplace_back(kTooLong);
  if (text.size() > kMaxText) return refused;
  Expander expander(environment, unset);
  expander.run(text, 0);
  return expander.take();
}

}  // namespace yak::config
