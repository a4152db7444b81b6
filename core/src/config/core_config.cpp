// SPDX-License-Identifier: Apache-2.0
#include "config/core_config.hpp"

namespace yak::config {

bool HttpConfig::operator==(const HttpConfig& other) const {
  const bool has_same_proxy = proxy.has_value() == other.proxy.has_value() &&
                              (!proxy || proxy->equals(other.proxy->reveal()));
  return has_same_proxy && no_proxy == other.no_proxy && ca_file == other.ca_file;
}

}  // namespace yak::config
