// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace yak::net {

class RouteTable;

/// Provides the route table that serves a request. Thread-safe.
class RouteSource {
 public:
  virtual ~RouteSource() = default;
  /// A frozen table; never null. The pointer keeps everything alive that the handlers use.
  [[nodiscard]] virtual std::shared_ptr<const RouteTable> routes() const = 0;
};

}  // namespace yak::net
