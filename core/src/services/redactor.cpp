#include "services/redactor.hpp"

#include <array>

#include "yak/http.hpp"

namespace yak::services {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

Redactor::Redactor(std::vector<Secret> secrets) {
  for (Secret& secret : secrets) {
    if (secret.reveal().size() < kMinimumLength) continue;
    Secret encoded(percent_encode(secret.reveal()));
    if (!encoded.equals(secret.reveal())) secrets_.push_back(std::move(encoded));
    secrets_.push_back(std::move(secret));
  }
}

std::string Redactor::redact(std::string text) const {
  for (const Secret& secret : secrets_) replace_all(text, secret.reveal(), "[redacted]");
  return text;
}

std::string neutralize_controls(std::string_view text) {
  static constexpr std::array<char, 17> kDigits{"0123456789abcdef"};
  std::string clean;
  clean.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      clean.push_back(c);
    } else if (c == '\n') {
      clean += "\\n";
    } else {
      clean += "\\x";
      clean.push_back(kDigits.at(byte >> 4U));
      clean.push_back(kDigits.at(byte & 15U));
    }
  }
  return clean;
}

}  // namespace yak::services
