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

/// Looks a name up and calls back on the loop, at once or later, with the addresses in the order in
/// which to try them.
using NameLookup =
    std::function<void(const std::string& host, std::function<void(result<Addresses>)> done)>;

/// getaddrinfo in Asio's resolver thread: one look-up at a time, and none that can be ended early.
NameLookup system_lookup(boost::asio::io_context& loop);

/// Answers of the name service, remembered for a while. Requests for one name share one look-up,
/// and need not stay until its end. Failures are not remembered. Use it on its own loop only.
class DnsCache {
 public:
  /// At most `max_hosts` names are known or being looked up; then the one that expires first is
  /// forgotten, or, if none can be, the request fails with `unavailable`.
  DnsCache(boost::asio::io_context& loop, NameLookup lookup, std::chrono::milliseconds lifetime,
           std::size_t max_hosts);
  ~DnsCache();

  /// Fails with `unavailable` when the name has no address.
  task<result<Addresses>> resolve(std::string host, RequestDeadline& deadline);

 private:
  struct State;
  struct Waiter;

  boost::asio::io_context& loop_;
  NameLookup lookup_;
  std::shared_ptr<State> state_;
};

}  // namespace yak::net
