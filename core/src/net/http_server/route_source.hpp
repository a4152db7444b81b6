#pragma once

#include <memory>

namespace yak::net {

class RouteTable;

/// Gives the routes that a request is to be served by. Thread-safe.
class RouteSource {
 public:
  virtual ~RouteSource() = default;
  /// A frozen table; what its handlers need lives as long as the pointer is held. Never null.
  [[nodiscard]] virtual std::shared_ptr<const RouteTable> routes() const = 0;
};

}  // namespace yak::net
