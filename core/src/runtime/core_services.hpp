#pragma once

#include <string>

#include "delivery/inbox.hpp"
#include "net/event_loops.hpp"
#include "net/route_table.hpp"
#include "services/log_sink.hpp"
#include "yak/context.hpp"

namespace yak::runtime {

/// What lives as long as the daemon and is lent to every instance: generations come and go, these
/// stay. A bundle of references; copy it freely.
struct CoreServices {
  net::EventLoops& loops;
  net::RouteTable& routes;
  net::RouteTable& admin_routes;
  HttpClient& http;
  Inbox& inbox;
  Store& store;
  services::LogSink& log_sink;
  Metrics& metrics;
  Clock& clock;
  Random& random;
  Conversations& conversations;
  Daemon& daemon;
  std::string public_url;
};

}  // namespace yak::runtime
