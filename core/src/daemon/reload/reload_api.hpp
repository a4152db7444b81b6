// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/reload/reloader.hpp"

namespace yak::daemon {

/// `POST /api/v1/reload`: applies a changed configuration. 200 with the outcome of each key, or 422
/// with every problem and its position.
///
///     {"result": "applied", "generation": 3,
///      "keys": [{"key": "providers.openai", "outcome": "carried", "why": ""}]}
///     {"result": "rejected", "generation": 2,
///      "problems": [{"file": …, "line": 3, "column": 5, "path": …, "message": …}]}
class ReloadApi {
 public:
  explicit ReloadApi(Reloader& reloader) : reloader_(reloader) {}

  /// `routes` refer to this object, so it must outlive their server.
  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> reload();

  Reloader& reloader_;
};

}  // namespace yak::daemon
