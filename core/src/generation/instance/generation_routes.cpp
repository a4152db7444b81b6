// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/generation_routes.hpp"

#include <utility>

namespace yak::generation {
namespace {

task<ServerResponse> answer_with(ServerResponse response) { co_return response; }

}  // namespace

void GenerationRoutes::freeze() {
  admin.freeze();
  for (const Route* const route : admin.all()) {
    if (!guard || !route->path.starts_with("/api/v1/")) continue;
    Route behind = *route;
    behind.handler = [guard = guard, handler = route->handler](const ServerRequest& request) {
      if (auto refusal = guard(request)) return answer_with(*std::move(refusal));
      return handler(request);
    };
    // It cannot conflict: `admin` has no two routes for the same requests, and `guarded` has none
    // of these.
    (void)guarded.add(std::move(behind));
  }
  open.freeze();
  guarded.freeze();
}

}  // namespace yak::generation
