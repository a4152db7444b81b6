// SPDX-License-Identifier: Apache-2.0
#include "yak/store/key_value.hpp"

namespace yak {
namespace {

error invalid_key() { return {ErrorKind::invalid, "a key is empty"}; }

error too_large(const std::string& what, std::size_t most) {
  return {ErrorKind::too_large, what + " has at most " + std::to_string(most) + " bytes"};
}

result<void> check_key(const std::string& key) {
  if (key.empty()) return invalid_key();
  if (key.size() > KeyValue::kMaxKeyBytes) return too_large("a key", KeyValue::kMaxKeyBytes);
  return {};
}

result<void> check_entry(const std::string& key, const std::optional<std::string>& value) {
  if (auto allowed = check_key(key); !allowed) return allowed;
  if (value && value->size() > KeyValue::kMaxValueBytes) {
    return too_large("the value of " + key, KeyValue::kMaxValueBytes);
  }
  return {};
}

}  // namespace

result<void> KeyValueTransaction::check_bounds() const {
  if (puts.size() + checks.size() > KeyValue::kMaxSteps) {
    return error(
        ErrorKind::too_large,
        "a transaction has at most " + std::to_string(KeyValue::kMaxSteps) + " checks and writes");
  }
  for (const Check& check : checks) {
    if (auto allowed = check_key(check.key); !allowed) return allowed;
  }
  for (const Put& put : puts) {
    if (auto allowed = check_entry(put.key, put.value); !allowed) return allowed;
  }
  return {};
}

error KeyValueTransaction::changed(const std::string& key) {
  return {ErrorKind::conflict,
          "the key " + key + " has another value than the transaction expects"};
}

error KeyValueTransaction::too_many_keys(const std::string& space, std::size_t most) {
  return {ErrorKind::too_large, "the space " + space + " cannot get more keys: " +
                                    std::to_string(most) + " are the maximum"};
}

result<void> KeyValue::put_with(Batch& writes, std::string key, std::string value) const {
  Batch::Put put{space_, std::move(key), std::move(value)};
  auto allowed = check_entry(put.key, put.value);
  if (allowed) writes.puts_.push_back(std::move(put));
  return allowed;
}

void KeyValue::erase_with(Batch& writes, std::string key) const {
  writes.puts_.push_back({space_, std::move(key), std::nullopt});
}

}  // namespace yak
