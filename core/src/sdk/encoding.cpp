// SPDX-License-Identifier: Apache-2.0
#include "yak/text/encoding.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace yak {

std::string hex(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(bytes.size() * 2, '\0');
  char* to = text.data();
  for (const std::uint8_t byte : bytes) {
    *to++ = kDigits[byte >> 4U];
    *to++ = kDigits[byte & 15U];
  }
  return text;
}

std::string hex(std::uint64_t number) { return fmt::format("{:016x}", number); }

void append_base64(std::string& out, std::span<const std::uint8_t> bytes) {
  const std::size_t begin = out.size();
  // EVP_EncodeBlock appends a zero byte.
  out.resize(begin + 4 * ((bytes.size() + 2) / 3) + 1);
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(&out[begin]), bytes.data(),
                  static_cast<int>(bytes.size()));
  out.pop_back();
}

}  // namespace yak
