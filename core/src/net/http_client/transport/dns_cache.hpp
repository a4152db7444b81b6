// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/http_client/transport/request_deadline.hpp"
#include "yak/task.hpp"

namespace yak::net {

using Addresses = std::vector<boost::asio::ip::address>;

/// Resolves a name. Calls `done` on the loop, at once or later, with the addresses in the order in
/// which to try them.
using NameLookup =
    std::function<void(const std::string& host, std::function<void(result<Addresses>)> done)>;

/// getaddrinfo in Asio's resolver thread: one lookup at a time; a lookup cannot be cancelled.
NameLookup system_lookup(boost::asio::io_context& loop);

/// Caches DNS results. Requests for the same name share one lookup, and a request may end before
/// its lookup does. Errors are not cached. Use only on its own loop.
class DnsCache {
 public:
  /// Holds at most `max_hosts` names, including lookups in progress. When full, it evicts the name
  /// that expires first; if every name is being looked up, the request fails with `unavailable`.
  DnsCache(boost::asio::io_context& loop, NameLookup lookup, std::chrono::milliseconds lifetime,
           std::size_t max_hosts);
  ~DnsCache();

  /// Fails with `unavailable` if the name has no address.
  task<result<Addresses>> resolve(std::string host, RequestDeadline& deadline);

 private:
  struct State;
  struct Waiter;

  boost::asio::io_context& loop_;
  NameLookup lookup_;
  std::shared_ptr<State> state_;
};

}  // namespace yak::net
