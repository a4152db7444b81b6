// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "delivery/inbox.hpp"
#include "models/catalog/model_choices.hpp"
#include "net/event_loops.hpp"
#include "net/http_client/http_client.hpp"
#include "observe/log/log_sink.hpp"
#include "yak/context/channel_context.hpp"
#include "yak/context/middleware_context.hpp"
#include "yak/store.hpp"

namespace yak::generation {

class CoreRoutes;

/// References to the services that instances use. Most of them live as long as the daemon and
/// outlive generations. Cheap to copy.
struct InstanceDependencies {
  net::EventLoops& loops;
  std::shared_ptr<net::HttpClientPool> http;
  Inbox& inbox;
  Store& store;  ///< of which an instance gets its own keys, history and usage
  observe::LogSink& log_sink;
  Logger& log;
  Metrics& metrics;
  Clock& clock;
  Random& random;
  Conversations& conversations;
  Daemon& daemon;
  Admission& admission;
  People& people;
  Models& models;  ///< of the newest generation
  models::ModelChoices& choices;
  CoreRoutes& routes;
  std::string public_url;
};

}  // namespace yak::generation
