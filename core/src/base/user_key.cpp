// SPDX-License-Identifier: Apache-2.0
#include "base/user_key.hpp"

#include <openssl/rand.h>

#include <array>
#include <optional>
#include <utility>

#include "yak/text/encoding.hpp"

namespace yak::base {
namespace {

constexpr const char* kKeyName = "user_key";

std::string random_key() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  return hex(bytes);
}

}  // namespace

task<result<std::string>> user_key(KeyValue& keys) {
  auto stored = co_await keys.get(kKeyName);
  if (!stored) co_return stored.error();
  if (*stored) co_return **std::move(stored);
  std::string key = random_key();
  if (key.empty()) co_return error(ErrorKind::internal, "no random bytes are available");
  KeyValueTransaction first;
  first.expect(kKeyName, std::nullopt).put(kKeyName, key);
  const auto written = co_await keys.transact(std::move(first));
  if (written) co_return key;
  if (written.error().kind != ErrorKind::conflict) co_return written.error();
  // Another node has generated one meanwhile.
  stored = co_await keys.get(kKeyName);
  if (!stored) co_return stored.error();
  if (!*stored) co_return written.error();
  co_return **std::move(stored);
}

}  // namespace yak::base
