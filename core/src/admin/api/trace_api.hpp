#pragma once

#include "yak/http.hpp"
#include "yak/log.hpp"
#include "yak/store.hpp"

namespace yak::admin {

/// `GET /api/v1/trace/<ID>`: one message's whole way, as trace_json.hpp writes it. ID is `m7`,
/// `d12`, the channel's own id of the message, or a delivery's receipt. 404 for what is none of
/// these, 501 where the store keeps no traces, 503 when it fails.
class TraceApi {
 public:
  /// Both must outlive it.
  TraceApi(Store& store, Logger& log) : store_(store), log_(log) {}

  result<void> add_routes(Routes& routes);

 private:
  task<ServerResponse> show(std::string id);

  Store& store_;
  Logger& log_;
};

}  // namespace yak::admin
