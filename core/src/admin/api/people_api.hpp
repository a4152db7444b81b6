// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/context/people.hpp"
#include "yak/http.hpp"

namespace yak::admin {

/// `/api/v1/people`: the data that the daemon has about one person.
///
///     GET  /api/v1/people/<USER>?after=&limit=    a page of all records, unmasked
///     POST /api/v1/people/<USER>/erase            erases them; returns the counts
///
/// USER is `whatsapp:+15551234567`. Errors are JSON with a message: 400 for an invalid user, 501 if
/// the store does not support it, 503 when it fails.
class PeopleApi {
 public:
  static constexpr int kUsualLimit = 100;

  /// `people` must outlive this.
  explicit PeopleApi(People& people) : people_(people) {}

  /// `routes` refer to this object, so it must outlive their server.
  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> show(const ServerRequest& request);
  task<ServerResponse> erase(const ServerRequest& request);

  People& people_;
};

}  // namespace yak::admin
