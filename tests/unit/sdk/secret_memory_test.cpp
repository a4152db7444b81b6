// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "yak/secret.hpp"

namespace yak {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define YAK_MEMORY_IS_SHADOWED
#endif
#endif

/// A text that is not in this process's memory: it is computed byte by byte on use.
class Hidden {
 public:
  Hidden(unsigned seed, std::size_t size) : seed_(seed), size_(size) {}

  [[nodiscard]] char at(std::size_t index) const {
    const unsigned mixed = (seed_ + static_cast<unsigned>(index)) * 2654435761U;
    return static_cast<char>('a' + (mixed >> 16U) % 26);
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::string text() const {
    std::string made;
    made.reserve(size_);
    for (std::size_t i = 0; i < size_; ++i) made.push_back(at(i));
    return made;
  }

 private:
  unsigned seed_;
  std::size_t size_;
};

bool stands_at(const char* place, const Hidden& hidden) {
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    if (place[i] != hidden.at(i)) return false;
  }
  return true;
}

/// How often the text occurs in the memory that this process can write to.
std::size_t count_in_memory(const Hidden& hidden) {
  std::size_t found = 0;
  std::ifstream maps("/proc/self/maps");
  std::ifstream memory("/proc/self/mem", std::ios::binary);
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    std::array<char, 5> rights{};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg,cert-err34-c): a line that the kernel wrote
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights.data()) != 3) continue;
    if (rights[0] != 'r' || rights[1] != 'w') continue;
    std::vector<char> bytes(end - begin);
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(begin));
    memory.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const auto size = static_cast<std::size_t>(memory.gcount());
    for (std::size_t at = 0; at + hidden.size() <= size; ++at) {
      if (bytes[at] == hidden.at(0) && stands_at(&bytes[at], hidden)) ++found;
    }
  }
  return found;
}

class SecretMemory : public ::testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
#ifdef YAK_MEMORY_IS_SHADOWED
    GTEST_SKIP() << "the sanitizer keeps freed memory and maps too much of its own";
#endif
  }
};

TEST_P(SecretMemory, ContainsTheTextWhileTheSecretLives) {
  const Hidden hidden(1, GetParam());
  const Secret secret(hidden.text());
  EXPECT_GE(count_in_memory(hidden), 1U);
}

TEST_P(SecretMemory, DoesNotContainTheTextAfterwards) {
  const Hidden hidden(77, GetParam());
  {
    Secret first(hidden.text());
    const Secret copy(first);
    Secret moved(std::move(first));
    Secret assigned(Hidden(5, 200).text());
    assigned = copy;
    Secret again;
    again = std::move(moved);
    EXPECT_TRUE(again.equals(assigned.reveal()));
  }
  EXPECT_EQ(count_in_memory(hidden), 0U);
}

/// Short enough for the string object itself, and long enough for the heap.
INSTANTIATE_TEST_SUITE_P(ShortAndLong, SecretMemory, ::testing::Values(12, 48));

}  // namespace
}  // namespace yak
